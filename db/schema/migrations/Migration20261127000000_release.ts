import { Migration } from '@mikro-orm/migrations';

/** All tables of the release: columns, keys, checks, indexes, comments, and the rows of tables that have one row. */
export class Migration20261127000000_release extends Migration {
  override name = 'Migration20261127000000_release';

  override up(): void {
    this.addSql(`
      create type order_status as enum (
        'RECEIVED',
        'ROUTING',
        'ON_HOLD',
        'NEEDS_ATTENTION',
        'CANCELLING',
        'CANCELLED',
        'AWAITING_BUYER',
        'AWAITING_ACCEPTANCE',
        'IN_FULFILLMENT',
        'PARTIALLY_FULFILLED',
        'FULFILLED',
        'COMPLETED'
      );
      create type attention_reason as enum (
        'NO_CANDIDATE',
        'ROUTING_EXHAUSTED',
        'SHIP_LATE',
        'READY_LATE',
        'PARCEL_SILENT',
        'PARCEL_LOST',
        'PARCEL_REFUSED',
        'LABEL_FAILED',
        'COD_UNPAID',
        'CANCELLED_AFTER_SHIP',
        'REFUND_PENDING',
        'REFUND_REFUSED',
        'STOCK_SHORT',
        'VOID_FAILED',
        'BUG',
        'WORKFLOW_GONE'
      );
    `);
    this.addSql(`
      create table channel (
        id varchar(80) not null,
        name varchar(255) not null,
        platform varchar(255) not null,
        currency varchar(3) not null,
        policy jsonb not null,
        webhook_url varchar(500),
        webhook_secret varchar(255),
        profile_version int not null,
        created_at timestamptz not null default now(),
        primary key (id)
      );
      comment on column channel.webhook_secret is 'Standard Webhooks secret, whsec_…';
      comment on column channel.profile_version is 'of orders for whose moment and method nothing is activated';
    `);
    this.addSql(`
      create table party (
        id varchar(80) not null,
        name varchar(255) not null,
        kind varchar(255) not null,
        daily_quota int,
        primary key (id)
      );
      comment on column party.daily_quota is 'most orders a day over all its locations; null = no limit';
    `);
    this.addSql(`
      create table routing_profile (
        version serial primary key,
        profile jsonb not null,
        created_at timestamptz not null default now(),
        archived_at timestamptz
      );
      comment on column routing_profile.archived_at is 'never to be activated again';
    `);
    this.addSql(`
      create table profile_activation (
        channel_id varchar(80) not null,
        method varchar(20) not null,
        starts_at timestamptz not null,
        ends_at timestamptz,
        version int not null,
        activated_at timestamptz not null default now(),
        activated_by varchar(255) not null,
        primary key (channel_id, method, starts_at),
        constraint profile_activation_dates_ck check (ends_at > starts_at)
      );
      comment on column profile_activation.ends_at is 'outside; null = until further notice';
    `);
    this.addSql(`
      create table blocked_buyer (
        channel_id varchar(255) not null,
        buyer_id varchar(255) not null,
        reason text not null,
        primary key (channel_id, buyer_id)
      );
    `);
    this.addSql(`
      create table api_key (
        id varchar(100) not null,
        hash varchar(64) not null,
        role varchar(255) not null,
        name varchar(255) not null,
        scope varchar(255),
        scopes jsonb,
        created_at timestamptz not null default now(),
        created_by varchar(255) not null default 'command',
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz,
        rotated_from varchar(100),
        request varchar(64),
        primary key (id),
        constraint api_key_hash unique (hash),
        constraint api_key_request unique (request),
        constraint api_key_role_ck check (role in ('channel', 'location', 'carrier', 'operator')),
        constraint api_key_scope_ck check ((role = 'operator') = (scope is null)),
        constraint api_key_scopes_ck check ((role = 'operator') = (scopes is not null))
      ) with (fillfactor = 50);
      create unique index api_key_successor on api_key (rotated_from) where revoked_at is null;
      comment on column api_key.id is 'in logs, timelines and keys; no secret';
      comment on column api_key.name is 'what the key is for, in words of people';
      comment on column api_key.scope is 'its channel, location or carrier';
      comment on column api_key.scopes is 'groups of routes that an operator may use';
      comment on column api_key.created_by is 'role, key id, person; command = npm run key, or the seed';
      comment on column api_key.expires_at is 'null = never';
      comment on column api_key.last_used_at is 'to the minute';
      comment on column api_key.rotated_from is 'key id that it replaces';
      comment on column api_key.request is 'hash of the request that made it; a repeat makes no second key';
    `);
    this.addSql(`
      create table person (
        location_id varchar(80) not null,
        code varchar(32) not null,
        created_at timestamptz not null default now(),
        created_by varchar(255) not null,
        ended_at timestamptz,
        primary key (location_id, code)
      );
      comment on column person.location_id is 'empty = of the operators';
      comment on column person.code is 'a pseudonym; never given to another person';
      comment on column person.created_by is 'who registered it: role, scope, key id, person';
    `);
    this.addSql(`
      create table carrier (
        id varchar(80) not null,
        name varchar(255) not null,
        time_zone varchar(255) not null default 'UTC',
        volumetric_divisor int,
        cut_off_minute int,
        same_day_radius_km double precision,
        primary key (id)
      );
      comment on column carrier.time_zone is 'whose days the rate card means';
      comment on column carrier.volumetric_divisor is 'cm³ that count as a kilogram; null = only weight counts';
      comment on column carrier.cut_off_minute is 'local minute of the day at the location; null = none';
    `);
    this.addSql(`
      create table carrier_area (
        carrier_id varchar(80) not null,
        province varchar(100) not null,
        city varchar(100) not null,
        district varchar(100) not null,
        served boolean not null,
        primary key (carrier_id, province, city, district)
      );
    `);
    this.addSql(`
      create table carrier_rate (
        carrier_id varchar(80) not null,
        line int not null,
        zone varchar(40) not null,
        from_province varchar(100),
        to_province varchar(100),
        to_city varchar(100),
        first_grams int not null,
        first_minor bigint not null,
        further_grams int not null,
        further_minor bigint not null,
        transit_days int not null,
        validity daterange not null,
        primary key (carrier_id, line)
      );
      create index carrier_rate_lane on carrier_rate (carrier_id, to_province, to_city);
      comment on column carrier_rate.line is 'of the file it came from';
    `);
    this.addSql(`
      create table carrier_event (
        carrier varchar(255) not null,
        event_id varchar(200) not null,
        tracking_number varchar(255) not null,
        event varchar(255) not null,
        at timestamptz not null,
        received_at timestamptz not null default now(),
        applied_at timestamptz,
        attempts int not null default 0,
        next_at timestamptz not null default now(),
        parked_at timestamptz,
        primary key (carrier, event_id)
      ) with (fillfactor = 50);
      create index carrier_event_open on carrier_event (carrier, tracking_number) where applied_at is null;
      comment on column carrier_event.next_at is 'not tried again before';
      comment on column carrier_event.parked_at is 'given up until an operator asks for another try';
    `);
    this.addSql(`
      create table installation (
        only_row boolean not null default true,
        schema_version varchar(64) not null,
        epoch int not null default 0,
        primary key (only_row),
        constraint installation_only_row_ck check (only_row)
      );
      comment on column installation.epoch is 'how often the database was restored from a backup';
    `);
    this.addSql(`
      create table sweep_lease (
        name varchar(80) not null,
        leased_until timestamptz not null,
        primary key (name)
      );
    `);
    this.addSql(`
      create table location (
        id varchar(80) not null,
        name varchar(255) not null,
        kind varchar(255) not null,
        party_id varchar(255) not null,
        province varchar(255) not null,
        city varchar(255) not null,
        district varchar(255),
        latitude double precision,
        longitude double precision,
        time_zone varchar(255) not null,
        opening_hours jsonb not null,
        participating boolean not null default true,
        auto_accept boolean not null default false,
        carriers jsonb not null,
        methods jsonb not null default '["HOME_DELIVERY", "STORE_PICKUP"]',
        hourly_capacity int,
        daily_quota int,
        hourly_quota int,
        expiries_in_a_row int not null default 0,
        delivery_slots jsonb not null default '[]',
        paused_until timestamptz,
        pause_reason varchar(255),
        revision bigint not null default new_revision(),
        primary key (id),
        constraint location_kind_ck check (kind in ('STORE', 'WAREHOUSE'))
      );
      comment on column location.methods is 'that it offers';
      comment on column location.hourly_capacity is
        'orders it handles in an hour: with more waiting it is congested; null = no limit';
      comment on column location.daily_quota is 'most orders a local day; null = no limit';
      comment on column location.hourly_quota is 'most orders a local hour; null = no limit';
      comment on column location.expiries_in_a_row is 'silent offers since it last answered';
      comment on column location.delivery_slots is
        'times of each day in which same-day parcels are brought: local from and to, HH:MM, and how many orders';
      comment on column location.paused_until is 'infinity: until it answers or an operator resumes it';
      comment on column location.revision is
        'drawn anew whenever what routing keeps of the location changes: its own settings, its party, its other quotas';
    `);
    this.addSql(`
      create table product (
        sku varchar(200) not null,
        name varchar(255) not null,
        name_en varchar(255),
        category varchar(255) not null,
        goods_class varchar(20) not null default 'A',
        unit_price_minor bigint not null,
        weight_grams int,
        volume_cm3 int,
        primary key (sku)
      );
      comment on column product.goods_class is 'which locations may serve it is policy of the routing profile';
    `);
    this.addSql(`
      create table stock (
        sku varchar(200) not null,
        location_id varchar(80) not null,
        on_hand int not null,
        reserved int not null,
        safety int not null,
        in_doubt int not null,
        damaged int not null,
        handed_over int not null default 0,
        moved_at timestamptz not null default now(),
        primary key (sku, location_id),
        constraint stock_counts_ck check (
          on_hand >= 0
          and reserved >= 0
          and in_doubt >= 0
          and damaged >= 0
          and safety >= 0
        )
      );
      comment on column stock.on_hand is 'physical and countable';
      comment on column stock.reserved is 'held for orders';
      comment on column stock.safety is 'floor, a setting';
      comment on column stock.in_doubt is 'not countable now';
      comment on column stock.damaged is 'not sellable';
      comment on column stock.handed_over is 'units that ever left';
      comment on column stock.moved_at is 'when it last changed';
    `);
    this.addSql(`
      create table stock_ledger (
        cause varchar(600) not null,
        kind varchar(255) not null,
        location_id varchar(255) not null,
        sku varchar(255) not null,
        on_hand int not null,
        reserved int not null,
        in_doubt int not null,
        damaged int not null,
        on_hand_after int not null,
        reserved_after int not null,
        safety_after int not null,
        in_doubt_after int not null,
        damaged_after int not null,
        at timestamptz not null default now(),
        reason text,
        primary key (cause),
        constraint stock_ledger_no_oversell_ck check (
          kind <> 'RESERVE' or on_hand_after - reserved_after - safety_after >= 0
        )
      );
      create index stock_ledger_location_id_sku_index on stock_ledger (location_id, sku);
      create index stock_ledger_at on stock_ledger using brin (at) with (autosummarize = on);
      comment on column stock_ledger.cause is 'unique for ever: it happens once';
      comment on column stock_ledger.on_hand is 'change';
      comment on column stock_ledger.reserved is 'change';
      comment on column stock_ledger.in_doubt is 'change';
      comment on column stock_ledger.damaged is 'change';
      comment on column stock_ledger.reason is 'as the person who moved it by hand gave it';
    `);
    this.addSql(`
      create table transfer (
        id varchar(80) not null,
        from_location_id varchar(80) not null,
        to_location_id varchar(80) not null,
        status varchar(20) not null,
        lines jsonb not null,
        dispatched_at timestamptz not null default now(),
        received_at timestamptz,
        primary key (id)
      );
      comment on column transfer.lines is 'per product: sent, received';
    `);
    this.addSql(`
      create table quota_taken (
        subject varchar(90) not null,
        period varchar(16) not null,
        taken int not null,
        primary key (subject, period)
      );
      create index quota_taken_period_index on quota_taken (period);
    `);
    this.addSql(`
      create table quota_override (
        id uuid not null,
        subject varchar(90) not null,
        from_day date not null,
        to_day date not null,
        daily_quota int not null,
        primary key (id),
        constraint quota_override_days_ck check (to_day >= from_day)
      );
      create index quota_override_subject_from_day_index on quota_override (subject, from_day);
    `);
    this.addSql(`
      create table logical_warehouse (
        id varchar(80) not null,
        name varchar(255) not null,
        parent_id varchar(80),
        primary key (id)
      );
      comment on column logical_warehouse.parent_id is 'the warehouse that it is inside of, one level';
    `);
    this.addSql(`
      create table warehouse_location (
        warehouse_id varchar(80) not null,
        location_id varchar(80) not null,
        basis_points int not null,
        primary key (warehouse_id, location_id),
        constraint warehouse_location_share_ck check (basis_points >= 1 and basis_points <= 10000)
      );
      comment on column warehouse_location.basis_points is 'of the location; over all warehouses at most 10000';
    `);
    this.addSql(`
      create table allotment (
        version serial primary key,
        rules jsonb not null,
        channels jsonb not null,
        note varchar(255) not null,
        created_at timestamptz not null default now(),
        created_by varchar(255) not null,
        in_force boolean not null default false,
        activated_at timestamptz
      );
      create unique index allotment_in_force on allotment ((true)) where in_force;
      comment on column allotment.channels is 'those that some rule names';
    `);
    this.addSql(`
      create table allocation_baseline (
        sku varchar(200) not null,
        location_id varchar(80) not null,
        handed_over int not null,
        primary key (sku, location_id)
      );
    `);
    this.addSql(`
      create table channel_sold (
        sku varchar(200) not null,
        channel_id varchar(80) not null,
        sold int not null,
        primary key (sku, channel_id)
      );
    `);
    this.addSql(`
      create table channel_sale (
        order_id uuid not null,
        line_id varchar(200) not null,
        channel_id varchar(80) not null,
        sku varchar(255) not null,
        units int not null,
        refuses boolean not null,
        left_after int not null,
        version int not null,
        primary key (order_id, line_id),
        constraint channel_sale_no_oversell_ck check (not refuses or left_after >= 0),
        constraint channel_sale_units_ck check (units >= 0)
      );
      comment on column channel_sale.units is 'counted as sold under \`version\`; less when cancelled';
      comment on column channel_sale.refuses is 'the channel refuses what is not there';
      comment on column channel_sale.left_after is 'what the channel could still sell after it';
      comment on column channel_sale.version is 'of the rules; 0 without';
    `);
    this.addSql(`
      create table channel_notice (
        channel_id varchar(80) not null,
        seq int not null,
        event varchar(255) not null,
        body jsonb not null,
        created_at timestamptz not null,
        acknowledged_at timestamptz,
        primary key (channel_id, seq)
      );
    `);
    this.addSql(`
      create table channel_notice_stream (
        channel_id varchar(80) not null,
        last_seq int not null,
        sent_seq int not null,
        next_at timestamptz not null,
        leased_until timestamptz,
        attempts int not null default 0,
        last_error text,
        parked_at timestamptz,
        primary key (channel_id)
      );
      comment on column channel_notice_stream.parked_at is 'given up until an operator redelivers';
    `);
    this.addSql(`
      create table published_availability (
        channel_id varchar(80) not null,
        sku varchar(200) not null,
        available int,
        due boolean not null,
        primary key (channel_id, sku)
      );
      create index published_availability_due on published_availability (channel_id) where due;
      comment on column published_availability.available is 'what it was told last; null: nothing yet';
      comment on column published_availability.due is 'may have changed since';
    `);
    this.addSql(`
      create table stock_alert (
        id uuid not null default uuidv7(),
        kind varchar(40) not null,
        sku varchar(200) not null,
        location_id varchar(80) not null,
        channel_id varchar(80) not null,
        detail text not null,
        times int not null,
        opened_at timestamptz not null default now(),
        last_at timestamptz not null default now(),
        acknowledged_at timestamptz,
        acknowledged_by varchar(255),
        closed_at timestamptz,
        primary key (id)
      );
      create unique index stock_alert_open on stock_alert (kind, sku, location_id, channel_id) where closed_at is null;
      comment on column stock_alert.location_id is 'empty when it is about no location';
      comment on column stock_alert.channel_id is 'empty when it is about no channel';
      comment on column stock_alert.times is 'how often it was raised while open';
    `);
    this.addSql(`
      create table stock_watch_cursor (
        id int not null,
        at timestamptz,
        leased_until timestamptz,
        primary key (id)
      );
      comment on column stock_watch_cursor.at is 'what has moved until then was judged; null: look at everything';
      insert into stock_watch_cursor (id, at) values (1, now());
    `);
    this.addSql(`
      create table credit_policy (
        id int not null,
        base int not null,
        half_life_days int not null,
        weights jsonb not null,
        primary key (id),
        constraint credit_policy_one_ck check (id = 1)
      );
      insert into credit_policy (id, base, half_life_days, weights) values (1, 80, 30, '{}');
    `);
    this.addSql(`
      create table credit_entry (
        order_id uuid not null,
        cause varchar(200) not null,
        location_id varchar(80) not null,
        event varchar(40) not null,
        weight double precision not null,
        at timestamptz not null,
        primary key (order_id, cause, location_id, event)
      );
      create index credit_entry_location_id_at_index on credit_entry (location_id, at);
      comment on column credit_entry.cause is 'the message that revealed it';
      comment on column credit_entry.weight is 'points, as of then';
    `);
    this.addSql(`
      create table credit (
        location_id varchar(80) not null,
        points double precision not null,
        at timestamptz not null,
        primary key (location_id)
      );
    `);
    this.addSql(`
      create table orders (
        id uuid not null,
        channel_id varchar(80) not null,
        channel_order_number varchar(200) not null,
        number_key varchar(200) not null,
        content_hash varchar(64) not null,
        content_fields jsonb not null,
        currency varchar(3) not null,
        method varchar(20) not null,
        pickup_location_id varchar(255),
        placed_at timestamptz not null,
        received_at timestamptz not null,
        destination jsonb,
        address_complete boolean not null,
        has_buyer_note boolean not null,
        buyer_id varchar(255),
        intake_findings jsonb not null,
        goods_minor bigint not null,
        discount_minor bigint not null,
        shipping_minor bigint not null,
        distributor varchar(255),
        "references" jsonb not null,
        profile_version int not null,
        ship_by_at timestamptz,
        receipt_confirmed_at timestamptz,
        workflow_started_at timestamptz,
        start_attempts int not null default 0,
        start_after timestamptz,
        audited_at timestamptz,
        closed_at timestamptz,
        buyer_choice_due_at timestamptz,
        status order_status not null,
        version int not null,
        message_count int not null,
        timeline_length int not null,
        waits jsonb not null,
        effects jsonb not null,
        same_day boolean not null default false,
        slot jsonb,
        primary key (id),
        constraint orders_channel_id_foreign foreign key (channel_id) references channel (id)
      ) with (fillfactor = 50);
      create index orders_status_received_at_index on orders (status, received_at);
      create unique index orders_number on orders (channel_id, lower(number_key), number_key);
      create index orders_start_queue on orders (received_at) where workflow_started_at is null;
      comment on column orders.channel_order_number is 'as the channel wrote it first';
      comment on column orders.number_key is 'the number in the form in which numbers are compared';
      comment on column orders.content_hash is 'SHA-256 of the canonical order after parsing';
      comment on column orders.content_fields is 'a hash per field, so that a conflict can name the fields that differ';
      comment on column orders.destination is 'province, city, district, coordinates: nothing personal';
      comment on column orders."references" is 'as the channel gave them';
      comment on column orders.workflow_started_at is 'null: the order is in the start queue';
      comment on column orders.start_after is 'not tried again before';
      comment on column orders.version is 'counts the transactions of this order';
      comment on column orders.waits is 'what the order waits for: kind, subject, until when or who';
      comment on column orders.effects is 'what is still owed outside';
      comment on column orders.same_day is 'to be delivered on the day of its receipt';
      comment on column orders.slot is 'the time of that day that the buyer chose';
    `);
    this.addSql(`
      create table order_contact (
        order_id uuid not null,
        buyer jsonb not null,
        address jsonb,
        buyer_note text,
        primary key (order_id),
        constraint order_contact_order_id_foreign foreign key (order_id)
          references orders (id) on update cascade on delete cascade
      );
    `);
    this.addSql(`
      create table order_line (
        order_id uuid not null,
        id varchar(200) not null,
        position int not null,
        sku varchar(255) not null,
        quantity int not null,
        unrouted int not null,
        fulfilled int not null,
        cancelled int not null,
        refundable int not null,
        reship_due int not null,
        unit_price_minor bigint not null,
        list_price_minor bigint not null,
        gift boolean not null,
        gift_for_line_id varchar(255),
        primary key (order_id, id),
        constraint order_line_parts_ck check (
          unrouted >= 0
          and fulfilled >= 0
          and cancelled >= 0
          and unrouted + fulfilled + cancelled <= quantity
          and refundable <= quantity
          and reship_due >= 0
          and reship_due <= quantity
        ),
        constraint order_line_quantity_ck check (quantity > 0),
        constraint order_line_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
      create index order_line_open_demand on order_line (sku) include (unrouted) where unrouted > 0;
      comment on column order_line.unrouted is 'open demand: no location yet';
      comment on column order_line.refundable is 'units whose price goes back';
      comment on column order_line.reship_due is 'lost units to be sent once more';
    `);
    this.addSql(`
      create table fund_allocation (
        order_id uuid not null,
        id varchar(200) not null,
        line_id varchar(255),
        kind varchar(255) not null,
        payment_id varchar(255) not null,
        fund_source varchar(255) not null,
        amount_minor bigint not null,
        primary key (order_id, id),
        constraint fund_allocation_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
      comment on column fund_allocation.amount_minor is 'frozen at intake';
    `);
    this.addSql(`
      create table payment (
        order_id uuid not null,
        id varchar(200) not null,
        tender varchar(255) not null,
        fund_source varchar(255) not null,
        amount_minor bigint not null,
        status varchar(255) not null,
        reference varchar(255),
        captured_minor bigint not null,
        primary key (order_id, id),
        constraint payment_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
    `);
    this.addSql(`
      create table refund (
        order_id uuid not null,
        id varchar(200) not null,
        cause text not null,
        payment_id varchar(255) not null,
        amount_minor bigint not null,
        status varchar(255) not null,
        attempt int not null,
        reference varchar(255),
        detail text,
        requested_at timestamptz not null,
        closed_at timestamptz,
        lines jsonb not null,
        primary key (order_id, id),
        constraint refund_once unique (order_id, cause, payment_id),
        constraint refund_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
      comment on column refund.attempt is 'of the provider: a refused refund tried again is a new request there';
      comment on column refund.lines is 'per share: what of it goes back';
    `);
    this.addSql(`
      create table order_hold (
        order_id uuid not null,
        id varchar(200) not null,
        key varchar(255) not null,
        reason text not null,
        placed_by varchar(255) not null,
        placed_at timestamptz not null,
        due_at timestamptz,
        due_action varchar(255),
        released_at timestamptz,
        released_by varchar(255),
        note text,
        primary key (order_id, id),
        constraint order_hold_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
      create unique index order_hold_live on order_hold (order_id, key) where released_at is null;
    `);
    this.addSql(`
      create table attention (
        order_id uuid not null,
        id varchar(200) not null,
        reason attention_reason not null,
        owner varchar(255) not null,
        subject_id varchar(255),
        detail text not null,
        opened_at timestamptz not null,
        resolved_at timestamptz,
        resolved_by varchar(255),
        resolution text,
        primary key (order_id, id),
        constraint attention_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
      create index attention_open on attention (owner, opened_at) where resolved_at is null;
    `);
    this.addSql(`
      create table fulfillment_order (
        order_id uuid not null,
        id varchar(200) not null,
        location_id varchar(255) not null,
        pickup_location_id varchar(255),
        method varchar(255) not null,
        status varchar(255) not null,
        attempt int not null,
        reship boolean not null,
        created_at timestamptz not null,
        quotes jsonb not null default '[]',
        due_at timestamptz,
        delivery_due_at timestamptz,
        pickup_expires_at timestamptz,
        pickup_extended boolean not null,
        accepted_at timestamptz,
        ready_at timestamptz,
        handed_over_at timestamptz,
        delivered_at timestamptz,
        closed_at timestamptz,
        close_reason text,
        same_day boolean not null default false,
        slot jsonb,
        primary key (order_id, id),
        constraint fulfillment_order_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
      create index fulfillment_order_location_id_status_created_at_index
      on fulfillment_order (location_id, status, created_at);
      comment on column fulfillment_order.location_id is 'whose work it is';
      comment on column fulfillment_order.pickup_location_id is
        'of a pickup that another location supplies: the buyer''s store';
      comment on column fulfillment_order.quotes is
        'what carriers ask for its parcel, in the order in which they are asked for the label';
      comment on column fulfillment_order.due_at is 'ship-by or ready-by';
      comment on column fulfillment_order.same_day is 'as promised when the location was asked';
    `);
    this.addSql(`
      create table fulfillment_line (
        order_id uuid not null,
        id varchar(200) not null,
        fulfillment_order_id varchar(255) not null,
        line_id varchar(255) not null,
        sku varchar(255) not null,
        quantity int not null,
        reservation varchar(255) not null,
        primary key (order_id, id),
        constraint fulfillment_line_quantity_ck check (quantity > 0),
        constraint fulfillment_line_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
      comment on column fulfillment_line.reservation is
        'HELD, COMMITTED or RELEASED: the reservation of exactly this line at its location';
    `);
    this.addSql(`
      create table offer (
        order_id uuid not null,
        id varchar(200) not null,
        fulfillment_order_id varchar(255) not null,
        location_id varchar(255) not null,
        attempt int not null,
        status varchar(255) not null,
        offered_at timestamptz not null,
        deadline_at timestamptz not null,
        quotas jsonb not null default '[]',
        answered_at timestamptz,
        answered_by varchar(255),
        reason text,
        note text,
        primary key (order_id, id),
        constraint offer_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
      create index offer_live on offer (location_id, deadline_at) where status = 'OFFERED';
      comment on column offer.quotas is 'the counters that this offer takes a place of';
    `);
    this.addSql(`
      create table cancellation (
        order_id uuid not null,
        id varchar(200) not null,
        kind varchar(255) not null,
        fulfillment_order_id varchar(255) not null,
        status varchar(255) not null,
        reason text not null,
        requested_at timestamptz not null,
        due_at timestamptz not null,
        answered_at timestamptz,
        tracking_number varchar(255),
        lines jsonb not null,
        primary key (order_id, id),
        constraint cancellation_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
    `);
    this.addSql(`
      create table pickup_code (
        order_id uuid not null,
        id varchar(200) not null,
        fulfillment_order_id varchar(255) not null,
        generation int not null,
        status varchar(255) not null,
        tries int not null,
        key_id varchar(255) not null,
        issued_at timestamptz not null,
        closed_at timestamptz,
        primary key (order_id, id),
        constraint pickup_code_tries_ck check (tries >= 0 and tries <= 5),
        constraint pickup_code_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
      comment on column pickup_code.key_id is 'which pepper derives it; the code itself is nowhere';
    `);
    this.addSql(`
      create table waybill (
        order_id uuid not null,
        id varchar(200) not null,
        fulfillment_order_id varchar(255) not null,
        status varchar(255) not null,
        carrier varchar(255) not null,
        contents jsonb not null,
        destination jsonb not null,
        tracking_number varchar(255),
        detail text,
        created_at timestamptz not null,
        primary key (order_id, id),
        constraint waybill_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
      create index waybill_tracking on waybill (carrier, tracking_number) where tracking_number is not null;
      comment on column waybill.contents is 'what the parcel held when the label was asked for';
      comment on column waybill.destination is 'where the parcel was to go when the label was asked for';
    `);
    this.addSql(`
      create table exclusion (
        order_id uuid not null,
        id varchar(200) not null,
        line_id varchar(255) not null,
        location_id varchar(255) not null,
        until_at timestamptz not null,
        reason text not null,
        primary key (order_id, id),
        constraint exclusion_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
    `);
    this.addSql(`
      create table timeline (
        order_id uuid not null,
        seq int not null,
        at timestamptz not null,
        actor varchar(255) not null,
        machine varchar(255) not null,
        subject_id varchar(255) not null,
        from_state varchar(255),
        to_state varchar(500) not null,
        cause varchar(255) not null,
        detail text,
        primary key (order_id, seq),
        constraint timeline_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
      create index timeline_at on timeline using brin (at) with (autosummarize = on);
    `);
    this.addSql(`
      create table routing_decision (
        order_id uuid not null,
        seq int not null,
        at timestamptz not null,
        profile_version int not null,
        plan jsonb not null,
        primary key (order_id, seq),
        constraint routing_decision_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
    `);
    this.addSql(`
      create table order_message (
        order_id uuid not null,
        id varchar(200) not null,
        name varchar(255) not null,
        outcome jsonb not null,
        at timestamptz not null,
        primary key (order_id, id),
        constraint order_message_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
    `);
    this.addSql(`
      create table write_back (
        order_id uuid not null,
        seq int not null,
        event varchar(255) not null,
        body jsonb not null,
        created_at timestamptz not null,
        acknowledged_at timestamptz,
        primary key (order_id, seq),
        constraint write_back_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      ) with (fillfactor = 50);
    `);
    this.addSql(`
      create table write_back_stream (
        order_id uuid not null,
        last_seq int not null,
        sent_seq int not null,
        next_at timestamptz not null,
        leased_until timestamptz,
        attempts int not null default 0,
        last_error text,
        parked_at timestamptz,
        primary key (order_id),
        constraint write_back_stream_order_id_foreign foreign key (order_id)
          references orders (id) on update cascade on delete cascade
      ) with (fillfactor = 50);
      create index write_back_due on write_back_stream (next_at) where sent_seq < last_seq and parked_at is null;
      comment on column write_back_stream.parked_at is 'given up until an operator redelivers';
    `);
  }
}
