import { Migration } from '@mikro-orm/migrations';

/** A carrier is asked for a label again with the very same words, whatever has become of the goods since. */
export class Migration20261122000090_contents extends Migration {
  override name = 'Migration20261122000090_contents';

  override up(): void {
    this.addSql(`alter table "waybill" add column "contents" jsonb not null default '[]'`);
    this.addSql(
      `update waybill w set contents = (select coalesce(jsonb_agg(jsonb_build_object('sku', l.sku, 'quantity', l.quantity) order by l.id), '[]') from fulfillment_line l where l.order_id = w.order_id and l.fulfillment_order_id = w.fulfillment_order_id)`,
    );
    this.addSql(`alter table "waybill" alter column "contents" drop default`);
    this.addSql(`comment on column "waybill"."contents" is 'what the parcel held when the label was asked for'`);
  }

  override down(): void {
    this.addSql(`alter table "waybill" drop column "contents"`);
  }
}
