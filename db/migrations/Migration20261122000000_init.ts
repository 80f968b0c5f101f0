import { Migration } from '@mikro-orm/migrations';

export class Migration20261122000000_init extends Migration {
  override name = 'Migration20261122000000_init';

  override up(): void | Promise<void> {
    this.addSql(
      `create type "order_status" as enum ('RECEIVED', 'ROUTING', 'ON_HOLD', 'NEEDS_ATTENTION', 'CANCELLING', 'CANCELLED', 'AWAITING_BUYER', 'AWAITING_ACCEPTANCE', 'IN_FULFILLMENT', 'PARTIALLY_FULFILLED', 'FULFILLED', 'COMPLETED');`,
    );
    this.addSql(
      `create type "attention_reason" as enum ('NO_CANDIDATE', 'ROUTING_EXHAUSTED', 'SHIP_LATE', 'READY_LATE', 'PARCEL_SILENT', 'PARCEL_LOST', 'PARCEL_REFUSED', 'LABEL_FAILED', 'COD_UNPAID', 'CANCELLED_AFTER_SHIP', 'REFUND_PENDING', 'REFUND_REFUSED', 'STOCK_SHORT', 'VOID_FAILED', 'BUG', 'WORKFLOW_GONE');`,
    );
    this.addSql(
      `create table "api_key" ("hash" varchar(64) not null, "role" varchar(255) not null, "name" varchar(255) not null, "scope" varchar(255) null, "expires_at" timestamptz null, "created_at" timestamptz not null default now(), primary key ("hash"));`,
    );
    this.addSql(
      `alter table "api_key" add constraint "api_key_role_ck" check (role in ('channel', 'location', 'carrier', 'operator'));`,
    );

    this.addSql(
      `create table "blocked_buyer" ("channel_id" varchar(255) not null, "buyer_id" varchar(255) not null, "reason" text not null, primary key ("channel_id", "buyer_id"));`,
    );

    this.addSql(
      `create table "carrier" ("id" varchar(80) not null, "name" varchar(255) not null, "provinces" jsonb null, primary key ("id"));`,
    );

    this.addSql(
      `create table "carrier_event" ("carrier" varchar(255) not null, "event_id" varchar(200) not null, "tracking_number" varchar(255) not null, "event" varchar(255) not null, "at" timestamptz not null, "received_at" timestamptz not null default now(), "applied_at" timestamptz null, primary key ("carrier", "event_id"));`,
    );
    this.addSql(
      `create index carrier_event_open on carrier_event (carrier, tracking_number) where applied_at is null;`,
    );

    this.addSql(
      `create table "channel" ("id" varchar(80) not null, "name" varchar(255) not null, "platform" varchar(255) not null, "currency" varchar(3) not null, "policy" jsonb not null, "webhook_url" varchar(500) null, "webhook_secret" varchar(255) null, "profile_version" int not null, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(`comment on column "channel"."webhook_secret" is 'Standard Webhooks secret, whsec_…';`);

    this.addSql(
      `create table "location" ("id" varchar(80) not null, "name" varchar(255) not null, "kind" varchar(255) not null, "party_id" varchar(255) not null, "province" varchar(255) not null, "city" varchar(255) not null, "district" varchar(255) null, "latitude" double precision null, "longitude" double precision null, "time_zone" varchar(255) not null, "opening_hours" jsonb not null, "participating" boolean not null default true, "auto_accept" boolean not null default false, "carriers" jsonb not null, "daily_quota" int null, "expiries_in_a_row" int not null default 0, "paused_until" timestamptz null, "pause_reason" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`comment on column "location"."daily_quota" is 'most orders a local day; null = no limit';`);
    this.addSql(`comment on column "location"."expiries_in_a_row" is 'silent offers since it last answered';`);
    this.addSql(
      `comment on column "location"."paused_until" is 'infinity: until it answers or an operator resumes it';`,
    );
    this.addSql(`alter table "location" add constraint "location_kind_ck" check (kind in ('STORE', 'WAREHOUSE'));`);

    this.addSql(
      `create table "orders" ("id" uuid not null, "channel_id" varchar(80) not null, "channel_order_number" varchar(200) not null, "content_hash" varchar(64) not null, "content_fields" jsonb not null, "currency" varchar(3) not null, "method" varchar(20) not null, "pickup_location_id" varchar(255) null, "placed_at" timestamptz not null, "received_at" timestamptz not null, "destination" jsonb null, "address_complete" boolean not null, "has_buyer_note" boolean not null, "buyer_id" varchar(255) null, "intake_findings" jsonb not null, "goods_minor" bigint not null, "discount_minor" bigint not null, "shipping_minor" bigint not null, "distributor" varchar(255) null, "references" jsonb not null, "profile_version" int not null, "ship_by_at" timestamptz null, "receipt_confirmed_at" timestamptz null, "workflow_started_at" timestamptz null, "start_attempts" int not null default 0, "start_after" timestamptz null, "audited_at" timestamptz null, "closed_at" timestamptz null, "buyer_choice_due_at" timestamptz null, "status" "order_status" not null, "version" int not null, "message_count" int not null, "timeline_length" int not null, "waits" jsonb not null, "effects" jsonb not null, primary key ("id"));`,
    );
    this.addSql(`comment on column "orders"."content_hash" is 'SHA-256 of the canonical order after parsing';`);
    this.addSql(
      `comment on column "orders"."content_fields" is 'a hash per field, so that a conflict can name the fields that differ';`,
    );
    this.addSql(
      `comment on column "orders"."destination" is 'province, city, district, coordinates: nothing personal';`,
    );
    this.addSql(`comment on column "orders"."references" is 'as the channel gave them';`);
    this.addSql(`comment on column "orders"."workflow_started_at" is 'null: the order is in the start queue';`);
    this.addSql(`comment on column "orders"."start_after" is 'not tried again before';`);
    this.addSql(`comment on column "orders"."version" is 'counts the transactions of this order';`);
    this.addSql(`comment on column "orders"."waits" is 'what the order waits for: kind, subject, until when or who';`);
    this.addSql(`comment on column "orders"."effects" is 'what is still owed outside';`);
    this.addSql(`create index "orders_status_received_at_index" on "orders" ("status", "received_at");`);
    this.addSql(`create index orders_start_queue on orders (received_at) where workflow_started_at is null;`);
    this.addSql(
      `alter table "orders" add constraint "orders_channel_id_channel_order_number_unique" unique ("channel_id", "channel_order_number");`,
    );

    this.addSql(
      `create table "offer" ("order_id" uuid not null, "id" varchar(200) not null, "fulfillment_order_id" varchar(255) not null, "location_id" varchar(255) not null, "attempt" int not null, "status" varchar(255) not null, "offered_at" timestamptz not null, "deadline_at" timestamptz not null, "quotas" jsonb not null default '[]', "answered_at" timestamptz null, "answered_by" varchar(255) null, "reason" text null, "note" text null, primary key ("order_id", "id"));`,
    );
    this.addSql(`comment on column "offer"."quotas" is 'the counters that this offer takes a place of';`);
    this.addSql(`create index offer_live on offer (location_id, deadline_at) where status = 'OFFERED';`);

    this.addSql(
      `create table "fulfillment_order" ("order_id" uuid not null, "id" varchar(200) not null, "location_id" varchar(255) not null, "method" varchar(255) not null, "status" varchar(255) not null, "attempt" int not null, "reship" boolean not null, "created_at" timestamptz not null, "due_at" timestamptz null, "delivery_due_at" timestamptz null, "pickup_expires_at" timestamptz null, "pickup_extended" boolean not null, "accepted_at" timestamptz null, "ready_at" timestamptz null, "handed_over_at" timestamptz null, "delivered_at" timestamptz null, "closed_at" timestamptz null, "close_reason" text null, primary key ("order_id", "id"));`,
    );
    this.addSql(`comment on column "fulfillment_order"."due_at" is 'ship-by or ready-by';`);
    this.addSql(
      `create index "fulfillment_order_location_id_status_created_at_index" on "fulfillment_order" ("location_id", "status", "created_at");`,
    );

    this.addSql(
      `create table "fulfillment_line" ("order_id" uuid not null, "id" varchar(200) not null, "fulfillment_order_id" varchar(255) not null, "line_id" varchar(255) not null, "sku" varchar(255) not null, "quantity" int not null, "reservation" varchar(255) not null, primary key ("order_id", "id"));`,
    );
    this.addSql(
      `comment on column "fulfillment_line"."reservation" is 'HELD, COMMITTED or RELEASED: the reservation of exactly this line at its location';`,
    );
    this.addSql(`alter table "fulfillment_line" add constraint "fulfillment_line_quantity_ck" check (quantity > 0);`);

    this.addSql(
      `create table "exclusion" ("order_id" uuid not null, "id" varchar(200) not null, "line_id" varchar(255) not null, "location_id" varchar(255) not null, "until_at" timestamptz not null, "reason" text not null, primary key ("order_id", "id"));`,
    );

    this.addSql(
      `create table "cancellation" ("order_id" uuid not null, "id" varchar(200) not null, "kind" varchar(255) not null, "fulfillment_order_id" varchar(255) not null, "status" varchar(255) not null, "reason" text not null, "requested_at" timestamptz not null, "due_at" timestamptz not null, "answered_at" timestamptz null, "tracking_number" varchar(255) null, "lines" jsonb not null, primary key ("order_id", "id"));`,
    );

    this.addSql(
      `create table "attention" ("order_id" uuid not null, "id" varchar(200) not null, "reason" "attention_reason" not null, "owner" varchar(255) not null, "subject_id" varchar(255) null, "detail" text not null, "opened_at" timestamptz not null, "resolved_at" timestamptz null, "resolved_by" varchar(255) null, "resolution" text null, primary key ("order_id", "id"));`,
    );
    this.addSql(`create index attention_open on attention (owner, opened_at) where resolved_at is null;`);

    this.addSql(
      `create table "order_contact" ("order_id" uuid not null, "buyer" jsonb not null, "address" jsonb null, "buyer_note" text null, primary key ("order_id"));`,
    );

    this.addSql(
      `create table "order_hold" ("order_id" uuid not null, "id" varchar(200) not null, "key" varchar(255) not null, "reason" text not null, "placed_by" varchar(255) not null, "placed_at" timestamptz not null, "due_at" timestamptz null, "due_action" varchar(255) null, "released_at" timestamptz null, "released_by" varchar(255) null, "note" text null, primary key ("order_id", "id"));`,
    );
    this.addSql(`create unique index order_hold_live on order_hold (order_id, key) where released_at is null;`);

    this.addSql(
      `create table "order_line" ("order_id" uuid not null, "id" varchar(200) not null, "position" int not null, "sku" varchar(255) not null, "quantity" int not null, "unrouted" int not null, "fulfilled" int not null, "cancelled" int not null, "refundable" int not null, "reship_due" int not null, "unit_price_minor" bigint not null, "list_price_minor" bigint not null, "gift" boolean not null, "gift_for_line_id" varchar(255) null, primary key ("order_id", "id"));`,
    );
    this.addSql(`comment on column "order_line"."unrouted" is 'open demand: no location yet';`);
    this.addSql(`comment on column "order_line"."refundable" is 'units whose price goes back';`);
    this.addSql(`comment on column "order_line"."reship_due" is 'lost units to be sent once more';`);
    this.addSql(`create index order_line_open_demand on order_line (sku) include (unrouted) where unrouted > 0;`);
    this.addSql(`alter table "order_line" add constraint "order_line_quantity_ck" check (quantity > 0);`);
    this.addSql(
      `alter table "order_line" add constraint "order_line_parts_ck" check (unrouted >= 0 and fulfilled >= 0 and cancelled >= 0 and unrouted + fulfilled + cancelled <= quantity and refundable <= quantity and reship_due between 0 and quantity);`,
    );

    this.addSql(
      `create table "order_message" ("order_id" uuid not null, "id" varchar(200) not null, "name" varchar(255) not null, "outcome" jsonb not null, "at" timestamptz not null, primary key ("order_id", "id"));`,
    );

    this.addSql(
      `create table "fund_allocation" ("order_id" uuid not null, "id" varchar(200) not null, "line_id" varchar(255) null, "kind" varchar(255) not null, "payment_id" varchar(255) not null, "fund_source" varchar(255) not null, "amount_minor" bigint not null, primary key ("order_id", "id"));`,
    );
    this.addSql(`comment on column "fund_allocation"."amount_minor" is 'frozen at intake';`);

    this.addSql(
      `create table "party" ("id" varchar(80) not null, "name" varchar(255) not null, "kind" varchar(255) not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "payment" ("order_id" uuid not null, "id" varchar(200) not null, "tender" varchar(255) not null, "fund_source" varchar(255) not null, "amount_minor" bigint not null, "status" varchar(255) not null, "reference" varchar(255) null, "captured_minor" bigint not null, primary key ("order_id", "id"));`,
    );

    this.addSql(
      `create table "pickup_code" ("order_id" uuid not null, "id" varchar(200) not null, "fulfillment_order_id" varchar(255) not null, "generation" int not null, "status" varchar(255) not null, "tries" int not null, "key_id" varchar(255) not null, "issued_at" timestamptz not null, "closed_at" timestamptz null, primary key ("order_id", "id"));`,
    );
    this.addSql(`comment on column "pickup_code"."key_id" is 'which pepper derives it; the code itself is nowhere';`);
    this.addSql(`alter table "pickup_code" add constraint "pickup_code_tries_ck" check (tries between 0 and 5);`);

    this.addSql(
      `create table "product" ("sku" varchar(80) not null, "name" varchar(255) not null, "name_en" varchar(255) null, "category" varchar(255) not null, "unit_price_minor" bigint not null, "weight_grams" int null, primary key ("sku"));`,
    );

    this.addSql(
      `create table "routing_profile" ("version" serial primary key, "profile" jsonb not null, "published_at" timestamptz not null default now());`,
    );

    this.addSql(
      `create table "quota_taken" ("subject" varchar(90) not null, "period" varchar(13) not null, "taken" int not null, primary key ("subject", "period"));`,
    );

    this.addSql(
      `create table "refund" ("order_id" uuid not null, "id" varchar(200) not null, "cause" text not null, "payment_id" varchar(255) not null, "amount_minor" bigint not null, "status" varchar(255) not null, "attempt" int not null, "reference" varchar(255) null, "detail" text null, "requested_at" timestamptz not null, "closed_at" timestamptz null, "lines" jsonb not null, primary key ("order_id", "id"));`,
    );
    this.addSql(
      `comment on column "refund"."attempt" is 'of the provider: a refused refund tried again is a new request there';`,
    );
    this.addSql(`comment on column "refund"."lines" is 'per share: what of it goes back';`);
    this.addSql(`alter table "refund" add constraint "refund_once" unique ("order_id", "cause", "payment_id");`);

    this.addSql(
      `create table "routing_decision" ("order_id" uuid not null, "seq" int not null, "at" timestamptz not null, "profile_version" int not null, "plan" jsonb not null, primary key ("order_id", "seq"));`,
    );

    this.addSql(
      `create table "stock" ("sku" varchar(80) not null, "location_id" varchar(80) not null, "on_hand" int not null, "reserved" int not null, "safety" int not null, "in_doubt" int not null, "damaged" int not null, primary key ("sku", "location_id"));`,
    );
    this.addSql(`comment on column "stock"."on_hand" is 'physical and countable';`);
    this.addSql(`comment on column "stock"."reserved" is 'held for orders';`);
    this.addSql(`comment on column "stock"."safety" is 'floor, a setting';`);
    this.addSql(`comment on column "stock"."in_doubt" is 'not countable now';`);
    this.addSql(`comment on column "stock"."damaged" is 'not sellable';`);
    this.addSql(
      `alter table "stock" add constraint "stock_counts_ck" check (on_hand >= 0 and reserved >= 0 and in_doubt >= 0 and damaged >= 0 and safety >= 0);`,
    );

    this.addSql(
      `create table "stock_ledger" ("cause" varchar(300) not null, "kind" varchar(255) not null, "location_id" varchar(255) not null, "sku" varchar(255) not null, "on_hand" int not null, "reserved" int not null, "in_doubt" int not null, "damaged" int not null, "on_hand_after" int not null, "reserved_after" int not null, "safety_after" int not null, "in_doubt_after" int not null, "damaged_after" int not null, "at" timestamptz not null default now(), primary key ("cause"));`,
    );
    this.addSql(`comment on column "stock_ledger"."cause" is 'unique for ever: it happens once';`);
    this.addSql(`comment on column "stock_ledger"."on_hand" is 'change';`);
    this.addSql(`comment on column "stock_ledger"."reserved" is 'change';`);
    this.addSql(`comment on column "stock_ledger"."in_doubt" is 'change';`);
    this.addSql(`comment on column "stock_ledger"."damaged" is 'change';`);
    this.addSql(`create index "stock_ledger_location_id_sku_index" on "stock_ledger" ("location_id", "sku");`);
    this.addSql(
      `alter table "stock_ledger" add constraint "stock_ledger_no_oversell_ck" check (kind <> 'RESERVE' or on_hand_after - reserved_after - safety_after >= 0);`,
    );

    this.addSql(
      `create table "timeline" ("order_id" uuid not null, "seq" int not null, "at" timestamptz not null, "actor" varchar(255) not null, "machine" varchar(255) not null, "subject_id" varchar(255) not null, "from_state" varchar(255) null, "to_state" varchar(500) not null, "cause" varchar(255) not null, "detail" text null, primary key ("order_id", "seq"));`,
    );

    this.addSql(
      `create table "waybill" ("order_id" uuid not null, "id" varchar(200) not null, "fulfillment_order_id" varchar(255) not null, "status" varchar(255) not null, "carrier" varchar(255) not null, "tracking_number" varchar(255) null, "detail" text null, "created_at" timestamptz not null, primary key ("order_id", "id"));`,
    );
    this.addSql(
      `create index waybill_tracking on waybill (carrier, tracking_number) where tracking_number is not null;`,
    );

    this.addSql(
      `create table "write_back" ("order_id" uuid not null, "seq" int not null, "event" varchar(255) not null, "body" jsonb not null, "created_at" timestamptz not null, "acknowledged_at" timestamptz null, primary key ("order_id", "seq"));`,
    );

    this.addSql(
      `create table "write_back_stream" ("order_id" uuid not null, "last_seq" int not null, "sent_seq" int not null, "next_at" timestamptz not null, "leased_until" timestamptz null, "attempts" int not null default 0, "last_error" text null, "parked_at" timestamptz null, primary key ("order_id"));`,
    );
    this.addSql(`comment on column "write_back_stream"."parked_at" is 'given up until an operator redelivers';`);
    this.addSql(
      `create index write_back_due on write_back_stream (next_at) where sent_seq < last_seq and parked_at is null;`,
    );

    this.addSql(
      `alter table "orders" add constraint "orders_channel_id_foreign" foreign key ("channel_id") references "channel" ("id");`,
    );

    this.addSql(
      `alter table "offer" add constraint "offer_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "fulfillment_order" add constraint "fulfillment_order_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "fulfillment_line" add constraint "fulfillment_line_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "exclusion" add constraint "exclusion_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "cancellation" add constraint "cancellation_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "attention" add constraint "attention_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "order_contact" add constraint "order_contact_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "order_hold" add constraint "order_hold_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "order_line" add constraint "order_line_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "order_message" add constraint "order_message_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "fund_allocation" add constraint "fund_allocation_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "payment" add constraint "payment_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "pickup_code" add constraint "pickup_code_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "refund" add constraint "refund_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "routing_decision" add constraint "routing_decision_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "timeline" add constraint "timeline_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "waybill" add constraint "waybill_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "write_back" add constraint "write_back_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "write_back_stream" add constraint "write_back_stream_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete cascade;`,
    );
  }
}
