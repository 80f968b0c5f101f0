import { Migration } from '@mikro-orm/migrations';

/** Orders that go in uncounted make sure, as they are written, that no rule in force names their channel. */
export class Migration20261122000075_newly_named extends Migration {
  override name = 'Migration20261122000075_newly_named';

  override up(): void {
    // Each statement of a volatile function sees what was committed before it: the second one what the first has waited for. The lock is that of holdChannels() in db/inventory/locks.ts.
    this.addSql(`create function channels_with_share(asked jsonb) returns setof text language plpgsql volatile as $body$
    begin
      perform pg_advisory_xact_lock_shared(727005, h) from (select distinct hashtext(channel) as h from jsonb_array_elements_text(asked) channel order by h) k;
      return query select distinct channel from allotment a, jsonb_array_elements_text(a.channels) channel where a.in_force and channel in (select jsonb_array_elements_text(asked));
    end $body$`);
  }

  override down(): void {
    this.addSql('drop function channels_with_share(jsonb)');
  }
}
