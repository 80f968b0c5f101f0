import { Migration } from '@mikro-orm/migrations';

/** Routing profiles as data with dates, and what their criteria read of places, parties and products. The function that loads an order gives what its products are. */
export class Migration20261122000010_routing_profiles extends Migration {

  override name = 'Migration20261122000010_routing_profiles';

  override up(): void {
    this.addSql(`create table "profile_activation" ("channel_id" varchar(80) not null, "method" varchar(20) not null, "starts_at" timestamptz not null, "ends_at" timestamptz null, "version" int not null, "activated_at" timestamptz not null default now(), "activated_by" varchar(255) not null, primary key ("channel_id", "method", "starts_at"));`);
    this.addSql(`comment on column "profile_activation"."ends_at" is 'outside; null = until further notice';`);
    this.addSql(`comment on column "channel"."profile_version" is 'of orders for whose moment and method nothing is activated';`);
    this.addSql(`alter table "location" add "methods" jsonb not null default '["HOME_DELIVERY", "STORE_PICKUP"]', add "credit_score" int not null default 100, add "hourly_capacity" int null;`);
    this.addSql(`comment on column "location"."methods" is 'that it offers';`);
    this.addSql(`comment on column "location"."credit_score" is '0 to 100';`);
    this.addSql(`comment on column "location"."hourly_capacity" is 'orders it handles in an hour: with more waiting it is congested; null = no limit';`);
    this.addSql(`alter table "location" add constraint "location_credit_ck" check (credit_score between 0 and 100);`);
    this.addSql(`alter table "party" add "daily_quota" int null;`);
    this.addSql(`comment on column "party"."daily_quota" is 'most orders a day over all its locations; null = no limit';`);
    this.addSql(`alter table "product" add "goods_class" varchar(20) not null default 'A';`);
    this.addSql(`comment on column "product"."goods_class" is 'which locations may serve it is policy of the routing profile';`);
    this.addSql(`alter table "routing_profile" add "archived_at" timestamptz null;`);
    this.addSql(`comment on column "routing_profile"."archived_at" is 'never to be activated again';`);
    this.addSql(`alter table "routing_profile" rename column "published_at" to "created_at";`);
    this.addSql(`alter table "profile_activation" add constraint "profile_activation_dates_ck" check (ends_at > starts_at);`);
    this.addSql(`create or replace function load_order(wanted uuid, message_id text) returns jsonb language plpgsql stable as $body$
    begin
      return (select jsonb_build_object(
        'now', now(), 'order', to_jsonb(o), 'policy', c.policy, 'profile', (select r.profile || jsonb_build_object('version', r.version) from routing_profile r where r.version = o.profile_version),
        'products', (select coalesce(jsonb_object_agg(p.sku, jsonb_build_object('goodsClass', p.goods_class, 'weightGrams', p.weight_grams)), '{}'::jsonb) from product p where p.sku in (select l.sku from order_line l where l.order_id = wanted)),
        'taken', (select m.outcome from order_message m where m.order_id = o.id and m.id = message_id),
        'blocked', exists (select 1 from blocked_buyer b where b.channel_id = o.channel_id and b.buyer_id = o.buyer_id),
        'carriers', (select coalesce(jsonb_agg(k.id order by k.id), '[]'::jsonb) from carrier k where k.provinces is null or k.provinces @> to_jsonb(array[coalesce(o.destination ->> 'province', '')])),
        'decisions', (select count(*) from routing_decision d where d.order_id = o.id),
        'writeBacks', (select coalesce(max(last_seq), 0) from write_back_stream w where w.order_id = o.id),
        'lines', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by p.position), '[]'::jsonb) from order_line p where p.order_id = wanted),
        'shares', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from order_share p where p.order_id = wanted),
        'payments', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from payment p where p.order_id = wanted),
        'holds', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from order_hold p where p.order_id = wanted),
        'attentions', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from attention p where p.order_id = wanted),
        'fulfillmentOrders', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from fulfillment_order p where p.order_id = wanted),
        'fulfillmentLines', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from fulfillment_line p where p.order_id = wanted),
        'offers', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from offer p where p.order_id = wanted),
        'cancellations', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from cancellation p where p.order_id = wanted),
        'pickupCodes', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from pickup_code p where p.order_id = wanted),
        'waybills', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from waybill p where p.order_id = wanted),
        'refunds', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from refund p where p.order_id = wanted),
        'exclusions', (select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb) from exclusion p where p.order_id = wanted))
      from orders o join channel c on c.id = o.channel_id where o.id = wanted);
    end $body$`);
  }

}
