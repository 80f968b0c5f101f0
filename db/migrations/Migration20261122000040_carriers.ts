import { Migration } from '@mikro-orm/migrations';

/** Carriers with areas and rate cards. carrier_areas gives what decides about one province: its own areas, and one served elsewhere to tell that the carrier does not go everywhere. */
export class Migration20261122000040_carriers extends Migration {
  override name = 'Migration20261122000040_carriers';

  override up(): void {
    this.addSql(
      `alter table "carrier" drop column "provinces", add "time_zone" varchar(255) not null default 'UTC', add "volumetric_divisor" int null, add "cut_off_minute" int null, add "same_day_radius_km" double precision null;`,
    );
    this.addSql(`comment on column "carrier"."time_zone" is 'whose days the rate card means';`);
    this.addSql(
      `comment on column "carrier"."volumetric_divisor" is 'cm³ that count as a kilogram; null = only weight counts';`,
    );
    this.addSql(
      `comment on column "carrier"."cut_off_minute" is 'local minute of the day at the location; null = none';`,
    );
    this.addSql(
      `create table "carrier_area" ("carrier_id" varchar(80) not null, "province" varchar(100) not null, "city" varchar(100) not null, "district" varchar(100) not null, "served" boolean not null, primary key ("carrier_id", "province", "city", "district"));`,
    );
    this.addSql(
      `create table "carrier_rate" ("carrier_id" varchar(80) not null, "line" int not null, "zone" varchar(40) not null, "from_province" varchar(100) null, "to_province" varchar(100) null, "to_city" varchar(100) null, "first_grams" int not null, "first_minor" bigint not null, "further_grams" int not null, "further_minor" bigint not null, "transit_days" int not null, "validity" daterange not null, primary key ("carrier_id", "line"));`,
    );
    this.addSql(`comment on column "carrier_rate"."line" is 'of the file it came from';`);
    this.addSql(`create index carrier_rate_lane on carrier_rate (carrier_id, to_province, to_city);`);
    this.addSql(`alter table "product" add "volume_cm3" int null;`);
    this.addSql(`alter table "fulfillment_order" add "quotes" jsonb not null default '[]';`);
    this.addSql(
      `comment on column "fulfillment_order"."quotes" is 'what carriers ask for its parcel, in the order in which they are asked for the label';`,
    );
    this.addSql(`create function carrier_areas(carrier text, wanted text) returns jsonb language sql stable as $body$
      select coalesce(jsonb_agg(jsonb_build_object('province', a.province, 'city', nullif(a.city, ''), 'district', nullif(a.district, ''), 'served', a.served)), '[]'::jsonb) from (
        select * from carrier_area where carrier_id = carrier and province = wanted
        union all (select * from carrier_area where carrier_id = carrier and province <> wanted and served limit 1)) a $body$;`);
  }

  override down(): void {
    this.addSql('drop function carrier_areas; drop table "carrier_rate", "carrier_area";');
    this.addSql(
      `alter table "fulfillment_order" drop column "quotes"; alter table "product" drop column "volume_cm3";`,
    );
    this.addSql(
      `alter table "carrier" drop column "time_zone", drop column "volumetric_divisor", drop column "cut_off_minute", drop column "same_day_radius_km", add "provinces" jsonb null;`,
    );
  }
}
