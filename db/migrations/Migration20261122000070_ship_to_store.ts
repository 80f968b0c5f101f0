import { Migration } from '@mikro-orm/migrations';

/** Pickups that another location supplies: where they go, and how long that may take. */
export class Migration20261122000070_ship_to_store extends Migration {
  override name = 'Migration20261122000070_ship_to_store';

  override up(): void {
    this.addSql(`alter table "fulfillment_order" add "pickup_location_id" varchar(255) null;`);
    this.addSql(`comment on column "fulfillment_order"."location_id" is 'whose work it is';`);
    this.addSql(
      `comment on column "fulfillment_order"."pickup_location_id" is 'of a pickup that another location supplies: the buyer''s store';`,
    );
    this.addSql(`update "channel" set "policy" = '{"transferSeconds": 259200}'::jsonb || "policy";`);
  }

  override down(): void {
    this.addSql(
      `alter table "fulfillment_order" drop column "pickup_location_id"; comment on column "fulfillment_order"."location_id" is null;`,
    );
    this.addSql(`update "channel" set "policy" = "policy" - 'transferSeconds';`);
  }
}
