import { Migration } from '@mikro-orm/migrations';

/** Routing profiles as data with dates, and what their criteria read of places, parties and products. */
export class Migration20261122000010_routing_profiles extends Migration {
  override name = 'Migration20261122000010_routing_profiles';

  override up(): void {
    this.addSql(
      `create table "profile_activation" ("channel_id" varchar(80) not null, "method" varchar(20) not null, "starts_at" timestamptz not null, "ends_at" timestamptz null, "version" int not null, "activated_at" timestamptz not null default now(), "activated_by" varchar(255) not null, primary key ("channel_id", "method", "starts_at"));`,
    );
    this.addSql(`comment on column "profile_activation"."ends_at" is 'outside; null = until further notice';`);
    this.addSql(
      `comment on column "channel"."profile_version" is 'of orders for whose moment and method nothing is activated';`,
    );
    this.addSql(
      `alter table "location" add "methods" jsonb not null default '["HOME_DELIVERY", "STORE_PICKUP"]', add "hourly_capacity" int null;`,
    );
    this.addSql(`comment on column "location"."methods" is 'that it offers';`);
    this.addSql(
      `comment on column "location"."hourly_capacity" is 'orders it handles in an hour: with more waiting it is congested; null = no limit';`,
    );
    this.addSql(`alter table "party" add "daily_quota" int null;`);
    this.addSql(
      `comment on column "party"."daily_quota" is 'most orders a day over all its locations; null = no limit';`,
    );
    this.addSql(`alter table "product" add "goods_class" varchar(20) not null default 'A';`);
    this.addSql(
      `comment on column "product"."goods_class" is 'which locations may serve it is policy of the routing profile';`,
    );
    this.addSql(`alter table "routing_profile" add "archived_at" timestamptz null;`);
    this.addSql(`comment on column "routing_profile"."archived_at" is 'never to be activated again';`);
    this.addSql(`alter table "routing_profile" rename column "published_at" to "created_at";`);
    this.addSql(
      `alter table "profile_activation" add constraint "profile_activation_dates_ck" check (ends_at > starts_at);`,
    );
  }
}
