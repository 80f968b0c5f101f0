import { Migration } from '@mikro-orm/migrations';

/** Where the parcel goes belongs to the words that a carrier is asked with, too: an address may be amended between two tries. */
export class Migration20261122000091_destination extends Migration {
  override name = 'Migration20261122000091_destination';

  override up(): void {
    this.addSql(`alter table "waybill" add column "destination" jsonb not null default '{"province": "", "city": ""}'`);
    this.addSql(
      `update waybill w set destination = jsonb_build_object('province', coalesce(o.destination ->> 'province', ''), 'city', coalesce(o.destination ->> 'city', '')) from orders o where o.id = w.order_id`,
    );
    this.addSql(`alter table "waybill" alter column "destination" drop default`);
    this.addSql(
      `comment on column "waybill"."destination" is 'where the parcel was to go when the label was asked for'`,
    );
  }

  override down(): void {
    this.addSql(`alter table "waybill" drop column "destination"`);
  }
}
