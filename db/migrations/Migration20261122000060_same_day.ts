import { Migration } from '@mikro-orm/migrations';

/** Same-day delivery: what an order was promised, in which slots a location delivers, and how many orders a slot has taken. */
export class Migration20261122000060_same_day extends Migration {
  override name = 'Migration20261122000060_same_day';

  override up(): void {
    this.addSql(`alter table "location" add "delivery_slots" jsonb not null default '[]';`);
    this.addSql(
      `comment on column "location"."delivery_slots" is 'times of each day in which same-day parcels are brought: local from and to, HH:MM, and how many orders';`,
    );
    this.addSql(`alter table "orders" add "same_day" boolean not null default false, add "slot" jsonb null;`);
    this.addSql(`comment on column "orders"."same_day" is 'to be delivered on the day of its receipt';`);
    this.addSql(`comment on column "orders"."slot" is 'the time of that day that the buyer chose';`);
    this.addSql(
      `alter table "fulfillment_order" add "same_day" boolean not null default false, add "slot" jsonb null;`,
    );
    this.addSql(`comment on column "fulfillment_order"."same_day" is 'as promised when the location was asked';`);
    this.addSql(`alter table "quota_taken" alter column "period" type varchar(16);`);
    this.addSql(
      `update "channel" set "policy" = '{"sameDaySeconds": 14400, "sameDayFallback": "NONE"}'::jsonb || "policy";`,
    );
  }

  override down(): void {
    this.addSql(`delete from "quota_taken" where length("period") > 13;`);
    this.addSql(
      `alter table "orders" drop column "same_day", drop column "slot"; alter table "fulfillment_order" drop column "same_day", drop column "slot"; alter table "location" drop column "delivery_slots"; alter table "quota_taken" alter column "period" type varchar(13);`,
    );
  }
}
