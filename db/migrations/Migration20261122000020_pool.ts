import { Migration } from '@mikro-orm/migrations';

/** One pool of stock: logical warehouses, allocation rules, what was sold under them. */
export class Migration20261122000020_pool extends Migration {
  override name = 'Migration20261122000020_pool';

  override up(): void {
    this.addSql(
      `alter table "stock" add column "handed_over" int not null default 0, add column "moved_at" timestamptz not null default now();`,
    );
    this.addSql(`comment on column "stock"."handed_over" is 'units that ever left';`);
    this.addSql(`comment on column "stock"."moved_at" is 'when it last changed';`);

    this.addSql(`alter table "stock_ledger" add column "reason" text null;`);
    this.addSql(`comment on column "stock_ledger"."reason" is 'as whoever moved it by hand gave it';`);

    this.addSql(
      `create table "transfer" ("id" varchar(80) not null, "from_location_id" varchar(80) not null, "to_location_id" varchar(80) not null, "status" varchar(20) not null, "lines" jsonb not null, "dispatched_at" timestamptz not null default now(), "received_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`comment on column "transfer"."lines" is 'per product: sent, received';`);

    this.addSql(
      `create table "logical_warehouse" ("id" varchar(80) not null, "name" varchar(255) not null, "parent_id" varchar(80) null, primary key ("id"));`,
    );
    this.addSql(
      `comment on column "logical_warehouse"."parent_id" is 'the warehouse that it is inside of, one level';`,
    );

    this.addSql(
      `create table "warehouse_location" ("warehouse_id" varchar(80) not null, "location_id" varchar(80) not null, "basis_points" int not null, primary key ("warehouse_id", "location_id"));`,
    );
    this.addSql(
      `comment on column "warehouse_location"."basis_points" is 'of the location; over all warehouses at most 10000';`,
    );
    this.addSql(
      `alter table "warehouse_location" add constraint "warehouse_location_share_ck" check (basis_points >= 1 and basis_points <= 10000);`,
    );

    this.addSql(
      `create table "allotment" ("version" serial primary key, "rules" jsonb not null, "channels" jsonb not null, "note" varchar(255) not null, "created_at" timestamptz not null default now(), "created_by" varchar(255) not null, "in_force" boolean not null default false, "activated_at" timestamptz null);`,
    );
    this.addSql(`comment on column "allotment"."channels" is 'those that some rule names';`);
    this.addSql(`create unique index allotment_in_force on allotment ((true)) where in_force;`);

    this.addSql(
      `create table "allocation_baseline" ("sku" varchar(80) not null, "location_id" varchar(80) not null, "handed_over" int not null, primary key ("sku", "location_id"));`,
    );

    this.addSql(
      `create table "channel_sold" ("sku" varchar(80) not null, "channel_id" varchar(80) not null, "sold" int not null, primary key ("sku", "channel_id"));`,
    );

    this.addSql(
      `create table "channel_sale" ("order_id" uuid not null, "line_id" varchar(200) not null, "channel_id" varchar(80) not null, "sku" varchar(255) not null, "units" int not null, "refuses" boolean not null, "left_after" int not null, "version" int not null, primary key ("order_id", "line_id"));`,
    );
    this.addSql(
      `comment on column "channel_sale"."units" is 'counted as sold under \`version\`; less when cancelled';`,
    );
    this.addSql(`comment on column "channel_sale"."refuses" is 'the channel refuses what is not there';`);
    this.addSql(`comment on column "channel_sale"."left_after" is 'what the channel could still sell after it';`);
    this.addSql(`comment on column "channel_sale"."version" is 'of the rules; 0 without';`);
    this.addSql(
      `alter table "channel_sale" add constraint "channel_sale_no_oversell_ck" check (not refuses or left_after >= 0);`,
    );
    this.addSql(`alter table "channel_sale" add constraint "channel_sale_units_ck" check (units >= 0);`);

    this.addSql(
      `create table "channel_notice" ("channel_id" varchar(80) not null, "seq" int not null, "event" varchar(255) not null, "body" jsonb not null, "created_at" timestamptz not null, "acknowledged_at" timestamptz null, primary key ("channel_id", "seq"));`,
    );
    this.addSql(
      `create table "channel_notice_stream" ("channel_id" varchar(80) not null, "last_seq" int not null, "sent_seq" int not null, "next_at" timestamptz not null, "leased_until" timestamptz null, "attempts" int not null default 0, "last_error" text null, "parked_at" timestamptz null, primary key ("channel_id"));`,
    );
    this.addSql(`comment on column "channel_notice_stream"."parked_at" is 'given up until an operator redelivers';`);

    this.addSql(
      `create table "published_availability" ("channel_id" varchar(80) not null, "sku" varchar(80) not null, "available" int null, "due" boolean not null, primary key ("channel_id", "sku"));`,
    );
    this.addSql(
      `comment on column "published_availability"."available" is 'what it was told last; null: nothing yet';`,
    );
    this.addSql(`comment on column "published_availability"."due" is 'may have changed since';`);
    this.addSql(`create index published_availability_due on published_availability (channel_id) where due;`);

    this.addSql(
      `create table "stock_alert" ("id" uuid not null default uuidv7(), "kind" varchar(40) not null, "sku" varchar(80) not null, "location_id" varchar(80) not null, "channel_id" varchar(80) not null, "detail" text not null, "times" int not null, "opened_at" timestamptz not null default now(), "last_at" timestamptz not null default now(), "acknowledged_at" timestamptz null, "acknowledged_by" varchar(255) null, "closed_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`comment on column "stock_alert"."location_id" is 'empty when it is about no location';`);
    this.addSql(`comment on column "stock_alert"."channel_id" is 'empty when it is about no channel';`);
    this.addSql(`comment on column "stock_alert"."times" is 'how often it was raised while open';`);
    this.addSql(
      `create unique index stock_alert_open on stock_alert (kind, sku, location_id, channel_id) where closed_at is null;`,
    );

    this.addSql(
      `create table "stock_watch_cursor" ("id" int not null, "at" timestamptz null, "leased_until" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `comment on column "stock_watch_cursor"."at" is 'what has moved until then was judged; null: look at everything';`,
    );
    this.addSql(`insert into stock_watch_cursor (id, at) values (1, now());`);
    this.addSql(`create index stock_ledger_at on stock_ledger using brin (at) with (autosummarize = on);`);
    this.addSql(`create index timeline_at on timeline using brin (at) with (autosummarize = on);`);

    // What is cancelled is not sold: the database gives it back by itself, in the transaction that cancels, so that no rule can forget it. Rows in one order: two cancellations never wait for each other crosswise.
    this.addSql(`create function give_back_shares() returns trigger language plpgsql as $body$
    begin
      if not exists (select 1 from was join now_is n using (order_id, id) where n.cancelled <> was.cancelled) then return null; end if;
      perform pg_advisory_xact_lock_shared(727002);
      with cancelled as (select n.order_id, n.id, n.cancelled - was.cancelled as units from was join now_is n using (order_id, id) where n.cancelled <> was.cancelled),
        back as (update channel_sale s set units = greatest(0, s.units - c.units) from cancelled c where s.order_id = c.order_id and s.line_id = c.id returning with (old as o, new as n) s.channel_id, s.sku, s.version, o.units - n.units as units)
      insert into channel_sold as t (channel_id, sku, sold) select channel_id, sku, -sum(units) from back
        where version = coalesce((select version from allotment where in_force), 0) group by channel_id, sku order by channel_id, sku
        on conflict (channel_id, sku) do update set sold = t.sold + excluded.sold;
      return null;
    end $body$`);
    this.addSql(
      `create trigger order_line_cancelled after update on order_line referencing old table as was new table as now_is for each statement execute function give_back_shares()`,
    );
  }

  override down(): void {
    this.addSql('drop trigger order_line_cancelled on order_line');
    this.addSql('drop function give_back_shares()');
    this.addSql('drop index stock_ledger_at; drop index timeline_at');
    this.addSql(
      'drop table channel_notice, channel_notice_stream, published_availability, stock_alert, stock_watch_cursor, transfer, channel_sale, channel_sold, allocation_baseline, allotment, warehouse_location, logical_warehouse',
    );
    this.addSql('alter table stock_ledger drop column reason');
    this.addSql('alter table stock drop column handed_over, drop column moved_at');
  }
}
