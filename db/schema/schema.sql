-- The schema of the database as migrations/, functions/ and views/ make it, for reading.
-- Written by `npm run schema`, never by hand; test/db/schema.test.ts fails when it is old.

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

create table allocation_baseline (
  sku character varying(200) not null,
  location_id character varying(80) not null,
  handed_over integer not null,
  constraint allocation_baseline_pkey PRIMARY KEY (sku, location_id)
);

create table allotment (
  version integer not null default nextval('allotment_version_seq'::regclass),
  rules jsonb not null,
  channels jsonb not null, -- those that some rule names
  note character varying(255) not null,
  created_at timestamp with time zone not null default now(),
  created_by character varying(255) not null,
  in_force boolean not null default false,
  activated_at timestamp with time zone,
  constraint allotment_pkey PRIMARY KEY (version)
);
CREATE UNIQUE INDEX allotment_in_force ON allotment USING btree ((true)) WHERE in_force;

create table api_key (
  id character varying(100) not null, -- in logs, timelines and keys; no secret
  hash character varying(64) not null,
  role character varying(255) not null,
  name character varying(255) not null, -- what the key is for, in words of people
  scope character varying(255), -- its channel, location or carrier
  scopes jsonb, -- groups of routes that an operator may use
  created_at timestamp with time zone not null default now(),
  created_by character varying(255) not null default 'command'::character varying, -- role, key id, person; command = npm run key, or the seed
  expires_at timestamp with time zone, -- null = never
  last_used_at timestamp with time zone, -- to the minute
  revoked_at timestamp with time zone,
  rotated_from character varying(100), -- key id that it replaces
  request character varying(64), -- hash of the request that made it; a repeat makes no second key
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_hash UNIQUE (hash),
  constraint api_key_request UNIQUE (request),
  constraint api_key_role_ck CHECK (role::text = ANY (ARRAY['channel'::character varying, 'location'::character varying, 'carrier'::character varying, 'operator'::character varying]::text[])),
  constraint api_key_scope_ck CHECK ((role::text = 'operator'::text) = (scope IS NULL)),
  constraint api_key_scopes_ck CHECK ((role::text = 'operator'::text) = (scopes IS NOT NULL))
) with (fillfactor=50);
CREATE UNIQUE INDEX api_key_successor ON api_key USING btree (rotated_from) WHERE revoked_at IS NULL;

create table attention (
  order_id uuid not null,
  id character varying(200) not null,
  reason attention_reason not null,
  owner character varying(255) not null,
  subject_id character varying(255),
  detail text not null,
  opened_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  resolved_by character varying(255),
  resolution text,
  constraint attention_pkey PRIMARY KEY (order_id, id),
  constraint attention_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX attention_open ON attention USING btree (owner, opened_at) WHERE resolved_at IS NULL;

create table blocked_buyer (
  channel_id character varying(255) not null,
  buyer_id character varying(255) not null,
  reason text not null,
  constraint blocked_buyer_pkey PRIMARY KEY (channel_id, buyer_id)
);

create table cancellation (
  order_id uuid not null,
  id character varying(200) not null,
  kind character varying(255) not null,
  fulfillment_order_id character varying(255) not null,
  status character varying(255) not null,
  reason text not null,
  requested_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  tracking_number character varying(255),
  lines jsonb not null,
  constraint cancellation_pkey PRIMARY KEY (order_id, id),
  constraint cancellation_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table carrier (
  id character varying(80) not null,
  name character varying(255) not null,
  time_zone character varying(255) not null default 'UTC'::character varying, -- whose days the rate card means
  volumetric_divisor integer, -- cm³ that count as a kilogram; null = only weight counts
  cut_off_minute integer, -- local minute of the day at the location; null = none
  same_day_radius_km double precision,
  constraint carrier_pkey PRIMARY KEY (id)
);

create table carrier_area (
  carrier_id character varying(80) not null,
  province character varying(100) not null,
  city character varying(100) not null,
  district character varying(100) not null,
  served boolean not null,
  constraint carrier_area_pkey PRIMARY KEY (carrier_id, province, city, district)
);

create table carrier_event (
  carrier character varying(255) not null,
  event_id character varying(200) not null,
  tracking_number character varying(255) not null,
  event character varying(255) not null,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null default now(),
  applied_at timestamp with time zone,
  attempts integer not null default 0,
  next_at timestamp with time zone not null default now(), -- not tried again before
  parked_at timestamp with time zone, -- given up until an operator asks for another try
  constraint carrier_event_pkey PRIMARY KEY (carrier, event_id)
) with (fillfactor=50);
CREATE INDEX carrier_event_open ON carrier_event USING btree (carrier, tracking_number) WHERE applied_at IS NULL;

create table carrier_rate (
  carrier_id character varying(80) not null,
  line integer not null, -- of the file it came from
  zone character varying(40) not null,
  from_province character varying(100),
  to_province character varying(100),
  to_city character varying(100),
  first_grams integer not null,
  first_minor bigint not null,
  further_grams integer not null,
  further_minor bigint not null,
  transit_days integer not null,
  validity daterange not null,
  constraint carrier_rate_pkey PRIMARY KEY (carrier_id, line)
);
CREATE INDEX carrier_rate_lane ON carrier_rate USING btree (carrier_id, to_province, to_city);

create table channel (
  id character varying(80) not null,
  name character varying(255) not null,
  platform character varying(255) not null,
  currency character varying(3) not null,
  policy jsonb not null,
  webhook_url character varying(500),
  webhook_secret character varying(255), -- Standard Webhooks secret, whsec_…
  profile_version integer not null, -- of orders for whose moment and method nothing is activated
  created_at timestamp with time zone not null default now(),
  constraint channel_pkey PRIMARY KEY (id)
);

create table channel_notice (
  channel_id character varying(80) not null,
  seq integer not null,
  event character varying(255) not null,
  body jsonb not null,
  created_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  constraint channel_notice_pkey PRIMARY KEY (channel_id, seq)
);

create table channel_notice_stream (
  channel_id character varying(80) not null,
  last_seq integer not null,
  sent_seq integer not null,
  next_at timestamp with time zone not null,
  leased_until timestamp with time zone,
  attempts integer not null default 0,
  last_error text,
  parked_at timestamp with time zone, -- given up until an operator redelivers
  constraint channel_notice_stream_pkey PRIMARY KEY (channel_id)
);

create table channel_sale (
  order_id uuid not null,
  line_id character varying(200) not null,
  channel_id character varying(80) not null,
  sku character varying(255) not null,
  units integer not null, -- counted as sold under `version`; less when cancelled
  refuses boolean not null, -- the channel refuses what is not there
  left_after integer not null, -- what the channel could still sell after it
  version integer not null, -- of the rules; 0 without
  constraint channel_sale_pkey PRIMARY KEY (order_id, line_id),
  constraint channel_sale_no_oversell_ck CHECK (NOT refuses OR left_after >= 0),
  constraint channel_sale_units_ck CHECK (units >= 0)
);

create table channel_sold (
  sku character varying(200) not null,
  channel_id character varying(80) not null,
  sold integer not null,
  constraint channel_sold_pkey PRIMARY KEY (sku, channel_id)
);

create table credit (
  location_id character varying(80) not null,
  points double precision not null,
  at timestamp with time zone not null,
  constraint credit_pkey PRIMARY KEY (location_id)
);

create table credit_entry (
  order_id uuid not null,
  cause character varying(200) not null, -- the message that revealed it
  location_id character varying(80) not null,
  event character varying(40) not null,
  weight double precision not null, -- points, as of then
  at timestamp with time zone not null,
  constraint credit_entry_pkey PRIMARY KEY (order_id, cause, location_id, event)
);
CREATE INDEX credit_entry_location_id_at_index ON credit_entry USING btree (location_id, at);

create table credit_policy (
  id integer not null,
  base integer not null,
  half_life_days integer not null,
  weights jsonb not null,
  constraint credit_policy_pkey PRIMARY KEY (id),
  constraint credit_policy_one_ck CHECK (id = 1)
);

create table exclusion (
  order_id uuid not null,
  id character varying(200) not null,
  line_id character varying(255) not null,
  location_id character varying(255) not null,
  until_at timestamp with time zone not null,
  reason text not null,
  constraint exclusion_pkey PRIMARY KEY (order_id, id),
  constraint exclusion_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table fulfillment_line (
  order_id uuid not null,
  id character varying(200) not null,
  fulfillment_order_id character varying(255) not null,
  line_id character varying(255) not null,
  sku character varying(255) not null,
  quantity integer not null,
  reservation character varying(255) not null, -- HELD, COMMITTED or RELEASED: the reservation of exactly this line at its location
  constraint fulfillment_line_pkey PRIMARY KEY (order_id, id),
  constraint fulfillment_line_quantity_ck CHECK (quantity > 0),
  constraint fulfillment_line_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);

create table fulfillment_order (
  order_id uuid not null,
  id character varying(200) not null,
  location_id character varying(255) not null, -- whose work it is
  pickup_location_id character varying(255), -- of a pickup that another location supplies: the buyer's store
  method character varying(255) not null,
  status character varying(255) not null,
  attempt integer not null,
  reship boolean not null,
  created_at timestamp with time zone not null,
  quotes jsonb not null default '[]'::jsonb, -- what carriers ask for its parcel, in the order in which they are asked for the label
  due_at timestamp with time zone, -- ship-by or ready-by
  delivery_due_at timestamp with time zone,
  pickup_expires_at timestamp with time zone,
  pickup_extended boolean not null,
  accepted_at timestamp with time zone,
  ready_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  delivered_at timestamp with time zone,
  closed_at timestamp with time zone,
  close_reason text,
  same_day boolean not null default false, -- as promised when the location was asked
  slot jsonb,
  constraint fulfillment_order_pkey PRIMARY KEY (order_id, id),
  constraint fulfillment_order_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);
CREATE INDEX fulfillment_order_location_id_status_created_at_index ON fulfillment_order USING btree (location_id, status, created_at);

create table fund_allocation (
  order_id uuid not null,
  id character varying(200) not null,
  line_id character varying(255),
  kind character varying(255) not null,
  payment_id character varying(255) not null,
  fund_source character varying(255) not null,
  amount_minor bigint not null, -- frozen at intake
  constraint fund_allocation_pkey PRIMARY KEY (order_id, id),
  constraint fund_allocation_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table installation (
  only_row boolean not null default true,
  schema_version character varying(64) not null,
  epoch integer not null default 0, -- how often the database was restored from a backup
  constraint installation_pkey PRIMARY KEY (only_row),
  constraint installation_only_row_ck CHECK (only_row)
);

create table location (
  id character varying(80) not null,
  name character varying(255) not null,
  kind character varying(255) not null,
  party_id character varying(255) not null,
  province character varying(255) not null,
  city character varying(255) not null,
  district character varying(255),
  latitude double precision,
  longitude double precision,
  time_zone character varying(255) not null,
  opening_hours jsonb not null,
  participating boolean not null default true,
  auto_accept boolean not null default false,
  carriers jsonb not null,
  methods jsonb not null default '["HOME_DELIVERY", "STORE_PICKUP"]'::jsonb, -- that it offers
  hourly_capacity integer, -- orders it handles in an hour: with more waiting it is congested; null = no limit
  daily_quota integer, -- most orders a local day; null = no limit
  hourly_quota integer, -- most orders a local hour; null = no limit
  expiries_in_a_row integer not null default 0, -- silent offers since it last answered
  delivery_slots jsonb not null default '[]'::jsonb, -- times of each day in which same-day parcels are brought: local from and to, HH:MM, and how many orders
  paused_until timestamp with time zone, -- infinity: until it answers or an operator resumes it
  pause_reason character varying(255),
  revision bigint not null default new_revision(), -- drawn anew whenever what routing keeps of the location changes: its own settings, its party, its other quotas
  constraint location_pkey PRIMARY KEY (id),
  constraint location_kind_ck CHECK (kind::text = ANY (ARRAY['STORE'::character varying, 'WAREHOUSE'::character varying]::text[]))
);
CREATE TRIGGER location_revised BEFORE UPDATE ON location FOR EACH ROW WHEN ((to_jsonb(old.*) - 'expiries_in_a_row'::text) IS DISTINCT FROM (to_jsonb(new.*) - 'expiries_in_a_row'::text)) EXECUTE FUNCTION revise_location();

create table logical_warehouse (
  id character varying(80) not null,
  name character varying(255) not null,
  parent_id character varying(80), -- the warehouse that it is inside of, one level
  constraint logical_warehouse_pkey PRIMARY KEY (id)
);

create table offer (
  order_id uuid not null,
  id character varying(200) not null,
  fulfillment_order_id character varying(255) not null,
  location_id character varying(255) not null,
  attempt integer not null,
  status character varying(255) not null,
  offered_at timestamp with time zone not null,
  deadline_at timestamp with time zone not null,
  quotas jsonb not null default '[]'::jsonb, -- the counters that this offer takes a place of
  answered_at timestamp with time zone,
  answered_by character varying(255),
  reason text,
  note text,
  constraint offer_pkey PRIMARY KEY (order_id, id),
  constraint offer_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);
CREATE INDEX offer_live ON offer USING btree (location_id, deadline_at) WHERE status::text = 'OFFERED'::text;

create table order_contact (
  order_id uuid not null,
  buyer jsonb not null,
  address jsonb,
  buyer_note text,
  constraint order_contact_pkey PRIMARY KEY (order_id),
  constraint order_contact_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON UPDATE CASCADE ON DELETE CASCADE
);

create table order_hold (
  order_id uuid not null,
  id character varying(200) not null,
  key character varying(255) not null,
  reason text not null,
  placed_by character varying(255) not null,
  placed_at timestamp with time zone not null,
  due_at timestamp with time zone,
  due_action character varying(255),
  released_at timestamp with time zone,
  released_by character varying(255),
  note text,
  constraint order_hold_pkey PRIMARY KEY (order_id, id),
  constraint order_hold_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX order_hold_live ON order_hold USING btree (order_id, key) WHERE released_at IS NULL;

create table order_line (
  order_id uuid not null,
  id character varying(200) not null,
  "position" integer not null,
  sku character varying(255) not null,
  quantity integer not null,
  unrouted integer not null, -- open demand: no location yet
  fulfilled integer not null,
  cancelled integer not null,
  refundable integer not null, -- units whose price goes back
  reship_due integer not null, -- lost units to be sent once more
  unit_price_minor bigint not null,
  list_price_minor bigint not null,
  gift boolean not null,
  gift_for_line_id character varying(255),
  constraint order_line_pkey PRIMARY KEY (order_id, id),
  constraint order_line_parts_ck CHECK (unrouted >= 0 AND fulfilled >= 0 AND cancelled >= 0 AND (unrouted + fulfilled + cancelled) <= quantity AND refundable <= quantity AND reship_due >= 0 AND reship_due <= quantity),
  constraint order_line_quantity_ck CHECK (quantity > 0),
  constraint order_line_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);
CREATE INDEX order_line_open_demand ON order_line USING btree (sku) INCLUDE (unrouted) WHERE unrouted > 0;
CREATE TRIGGER order_line_cancelled AFTER UPDATE ON order_line REFERENCING OLD TABLE AS was NEW TABLE AS now_is FOR EACH STATEMENT EXECUTE FUNCTION give_back_allocations();

create table order_message (
  order_id uuid not null,
  id character varying(200) not null,
  name character varying(255) not null,
  outcome jsonb not null,
  at timestamp with time zone not null,
  constraint order_message_pkey PRIMARY KEY (order_id, id),
  constraint order_message_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table orders (
  id uuid not null,
  channel_id character varying(80) not null,
  channel_order_number character varying(200) not null, -- as the channel wrote it first
  number_key character varying(200) not null, -- the number in the form in which numbers are compared
  content_hash character varying(64) not null, -- SHA-256 of the canonical order after parsing
  content_fields jsonb not null, -- a hash per field, so that a conflict can name the fields that differ
  currency character varying(3) not null,
  method character varying(20) not null,
  pickup_location_id character varying(255),
  placed_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  destination jsonb, -- province, city, district, coordinates: nothing personal
  address_complete boolean not null,
  has_buyer_note boolean not null,
  buyer_id character varying(255),
  intake_findings jsonb not null,
  goods_minor bigint not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  distributor character varying(255),
  "references" jsonb not null, -- as the channel gave them
  profile_version integer not null,
  ship_by_at timestamp with time zone,
  receipt_confirmed_at timestamp with time zone,
  workflow_started_at timestamp with time zone, -- null: the order is in the start queue
  start_attempts integer not null default 0,
  start_after timestamp with time zone, -- not tried again before
  audited_at timestamp with time zone,
  closed_at timestamp with time zone,
  buyer_choice_due_at timestamp with time zone,
  status order_status not null,
  version integer not null, -- counts the transactions of this order
  message_count integer not null,
  timeline_length integer not null,
  waits jsonb not null, -- what the order waits for: kind, subject, until when or who
  effects jsonb not null, -- what is still owed outside
  same_day boolean not null default false, -- to be delivered on the day of its receipt
  slot jsonb, -- the time of that day that the buyer chose
  constraint orders_pkey PRIMARY KEY (id),
  constraint orders_channel_id_foreign FOREIGN KEY (channel_id) REFERENCES channel(id)
) with (fillfactor=50);
CREATE UNIQUE INDEX orders_number ON orders USING btree (channel_id, lower(number_key::text), number_key);
CREATE INDEX orders_start_queue ON orders USING btree (received_at) WHERE workflow_started_at IS NULL;
CREATE INDEX orders_status_received_at_index ON orders USING btree (status, received_at);

create table party (
  id character varying(80) not null,
  name character varying(255) not null,
  kind character varying(255) not null,
  daily_quota integer, -- most orders a day over all its locations; null = no limit
  constraint party_pkey PRIMARY KEY (id)
);
CREATE TRIGGER party_changed AFTER UPDATE ON party FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION revise_party();
CREATE TRIGGER party_revised AFTER INSERT OR DELETE ON party FOR EACH ROW EXECUTE FUNCTION revise_party();

create table payment (
  order_id uuid not null,
  id character varying(200) not null,
  tender character varying(255) not null,
  fund_source character varying(255) not null,
  amount_minor bigint not null,
  status character varying(255) not null,
  reference character varying(255),
  captured_minor bigint not null,
  constraint payment_pkey PRIMARY KEY (order_id, id),
  constraint payment_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);

create table person (
  location_id character varying(80) not null, -- empty = of the operators
  code character varying(32) not null, -- a pseudonym; never given to another person
  created_at timestamp with time zone not null default now(),
  created_by character varying(255) not null, -- who registered it: role, scope, key id, person
  ended_at timestamp with time zone,
  constraint person_pkey PRIMARY KEY (location_id, code)
);

create table pickup_code (
  order_id uuid not null,
  id character varying(200) not null,
  fulfillment_order_id character varying(255) not null,
  generation integer not null,
  status character varying(255) not null,
  tries integer not null,
  key_id character varying(255) not null, -- which pepper derives it; the code itself is nowhere
  issued_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint pickup_code_pkey PRIMARY KEY (order_id, id),
  constraint pickup_code_tries_ck CHECK (tries >= 0 AND tries <= 5),
  constraint pickup_code_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table product (
  sku character varying(200) not null,
  name character varying(255) not null,
  name_en character varying(255),
  category character varying(255) not null,
  goods_class character varying(20) not null default 'A'::character varying, -- which locations may serve it is policy of the routing profile
  unit_price_minor bigint not null,
  weight_grams integer,
  volume_cm3 integer,
  constraint product_pkey PRIMARY KEY (sku)
);

create table profile_activation (
  channel_id character varying(80) not null,
  method character varying(20) not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone, -- outside; null = until further notice
  version integer not null,
  activated_at timestamp with time zone not null default now(),
  activated_by character varying(255) not null,
  constraint profile_activation_pkey PRIMARY KEY (channel_id, method, starts_at),
  constraint profile_activation_dates_ck CHECK (ends_at > starts_at)
);

create table published_availability (
  channel_id character varying(80) not null,
  sku character varying(200) not null,
  available integer, -- what it was told last; null: nothing yet
  due boolean not null, -- may have changed since
  constraint published_availability_pkey PRIMARY KEY (channel_id, sku)
);
CREATE INDEX published_availability_due ON published_availability USING btree (channel_id) WHERE due;

create table quota_override (
  id uuid not null,
  subject character varying(90) not null,
  from_day date not null,
  to_day date not null,
  daily_quota integer not null,
  constraint quota_override_pkey PRIMARY KEY (id),
  constraint quota_override_days_ck CHECK (to_day >= from_day)
);
CREATE INDEX quota_override_subject_from_day_index ON quota_override USING btree (subject, from_day);
CREATE TRIGGER quota_override_revised AFTER INSERT OR DELETE OR UPDATE ON quota_override FOR EACH ROW EXECUTE FUNCTION revise_override();

create table quota_taken (
  subject character varying(90) not null,
  period character varying(16) not null,
  taken integer not null,
  constraint quota_taken_pkey PRIMARY KEY (subject, period)
);
CREATE INDEX quota_taken_period_index ON quota_taken USING btree (period);

create table refund (
  order_id uuid not null,
  id character varying(200) not null,
  cause text not null,
  payment_id character varying(255) not null,
  amount_minor bigint not null,
  status character varying(255) not null,
  attempt integer not null, -- of the provider: a refused refund tried again is a new request there
  reference character varying(255),
  detail text,
  requested_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  lines jsonb not null, -- per share: what of it goes back
  constraint refund_pkey PRIMARY KEY (order_id, id),
  constraint refund_once UNIQUE (order_id, cause, payment_id),
  constraint refund_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table routing_decision (
  order_id uuid not null,
  seq integer not null,
  at timestamp with time zone not null,
  profile_version integer not null,
  plan jsonb not null,
  constraint routing_decision_pkey PRIMARY KEY (order_id, seq),
  constraint routing_decision_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table routing_profile (
  version integer not null default nextval('routing_profile_version_seq'::regclass),
  profile jsonb not null,
  created_at timestamp with time zone not null default now(),
  archived_at timestamp with time zone, -- never to be activated again
  constraint routing_profile_pkey PRIMARY KEY (version)
);

create table stock (
  sku character varying(200) not null,
  location_id character varying(80) not null,
  on_hand integer not null, -- physical and countable
  reserved integer not null, -- held for orders
  safety integer not null, -- floor, a setting
  in_doubt integer not null, -- not countable now
  damaged integer not null, -- not sellable
  handed_over integer not null default 0, -- units that ever left
  moved_at timestamp with time zone not null default now(), -- when it last changed
  constraint stock_pkey PRIMARY KEY (sku, location_id),
  constraint stock_counts_ck CHECK (on_hand >= 0 AND reserved >= 0 AND in_doubt >= 0 AND damaged >= 0 AND safety >= 0)
);

create table stock_alert (
  id uuid not null default uuidv7(),
  kind character varying(40) not null,
  sku character varying(200) not null,
  location_id character varying(80) not null, -- empty when it is about no location
  channel_id character varying(80) not null, -- empty when it is about no channel
  detail text not null,
  times integer not null, -- how often it was raised while open
  opened_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  acknowledged_at timestamp with time zone,
  acknowledged_by character varying(255),
  closed_at timestamp with time zone,
  constraint stock_alert_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX stock_alert_open ON stock_alert USING btree (kind, sku, location_id, channel_id) WHERE closed_at IS NULL;

create table stock_ledger (
  cause character varying(600) not null, -- unique for ever: it happens once
  kind character varying(255) not null,
  location_id character varying(255) not null,
  sku character varying(255) not null,
  on_hand integer not null, -- change
  reserved integer not null, -- change
  in_doubt integer not null, -- change
  damaged integer not null, -- change
  on_hand_after integer not null,
  reserved_after integer not null,
  safety_after integer not null,
  in_doubt_after integer not null,
  damaged_after integer not null,
  at timestamp with time zone not null default now(),
  reason text, -- as the person who moved it by hand gave it
  constraint stock_ledger_pkey PRIMARY KEY (cause),
  constraint stock_ledger_no_oversell_ck CHECK (kind::text <> 'RESERVE'::text OR (on_hand_after - reserved_after - safety_after) >= 0)
);
CREATE INDEX stock_ledger_at ON stock_ledger USING brin (at) WITH (autosummarize='on');
CREATE INDEX stock_ledger_location_id_sku_index ON stock_ledger USING btree (location_id, sku);

create table stock_watch_cursor (
  id integer not null,
  at timestamp with time zone, -- what has moved until then was judged; null: look at everything
  leased_until timestamp with time zone,
  constraint stock_watch_cursor_pkey PRIMARY KEY (id)
);

create table sweep_lease (
  name character varying(80) not null,
  leased_until timestamp with time zone not null,
  constraint sweep_lease_pkey PRIMARY KEY (name)
);

create table timeline (
  order_id uuid not null,
  seq integer not null,
  at timestamp with time zone not null,
  actor character varying(255) not null,
  machine character varying(255) not null,
  subject_id character varying(255) not null,
  from_state character varying(255),
  to_state character varying(500) not null,
  cause character varying(255) not null,
  detail text,
  constraint timeline_pkey PRIMARY KEY (order_id, seq),
  constraint timeline_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX timeline_at ON timeline USING brin (at) WITH (autosummarize='on');

create table transfer (
  id character varying(80) not null,
  from_location_id character varying(80) not null,
  to_location_id character varying(80) not null,
  status character varying(20) not null,
  lines jsonb not null, -- per product: sent, received
  dispatched_at timestamp with time zone not null default now(),
  received_at timestamp with time zone,
  constraint transfer_pkey PRIMARY KEY (id)
);

create table warehouse_location (
  warehouse_id character varying(80) not null,
  location_id character varying(80) not null,
  basis_points integer not null, -- of the location; over all warehouses at most 10000
  constraint warehouse_location_pkey PRIMARY KEY (warehouse_id, location_id),
  constraint warehouse_location_share_ck CHECK (basis_points >= 1 AND basis_points <= 10000)
);

create table waybill (
  order_id uuid not null,
  id character varying(200) not null,
  fulfillment_order_id character varying(255) not null,
  status character varying(255) not null,
  carrier character varying(255) not null,
  contents jsonb not null, -- what the parcel held when the label was asked for
  destination jsonb not null, -- where the parcel was to go when the label was asked for
  tracking_number character varying(255),
  detail text,
  created_at timestamp with time zone not null,
  constraint waybill_pkey PRIMARY KEY (order_id, id),
  constraint waybill_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);
CREATE INDEX waybill_tracking ON waybill USING btree (carrier, tracking_number) WHERE tracking_number IS NOT NULL;

create table write_back (
  order_id uuid not null,
  seq integer not null,
  event character varying(255) not null,
  body jsonb not null,
  created_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  constraint write_back_pkey PRIMARY KEY (order_id, seq),
  constraint write_back_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
) with (fillfactor=50);

create table write_back_stream (
  order_id uuid not null,
  last_seq integer not null,
  sent_seq integer not null,
  next_at timestamp with time zone not null,
  leased_until timestamp with time zone,
  attempts integer not null default 0,
  last_error text,
  parked_at timestamp with time zone, -- given up until an operator redelivers
  constraint write_back_stream_pkey PRIMARY KEY (order_id),
  constraint write_back_stream_order_id_foreign FOREIGN KEY (order_id) REFERENCES orders(id) ON UPDATE CASCADE ON DELETE CASCADE
) with (fillfactor=50);
CREATE INDEX write_back_due ON write_back_stream USING btree (next_at) WHERE sent_seq < last_seq AND parked_at IS NULL;

-- view channel_policy
--   channel_id character varying(80)
--   auto_confirm_days integer
--   handling_seconds integer
--   max_offers integer
--   subscriptions jsonb
--   country text

-- function carrier_areas(carrier text, wanted text) returns jsonb
-- function carrier_terms(to_the_province text, to_the_city text, at timestamp with time zone) returns jsonb
-- function channels_with_share(asked jsonb) returns SETOF text
-- function credit_score(wanted text) returns double precision
-- function credit_worth(points double precision, earned timestamp with time zone, seen timestamp with time zone, half_life_days integer) returns double precision
-- function give_back_allocations() returns trigger
-- function move_stock(what text, of_sku text, there text, units integer, why text) returns void
-- function new_revision() returns bigint
-- function raise_alerts(alerts jsonb) returns void
-- function read_order(wanted uuid, message_id text, named_profile integer, known_profiles text[]) returns json
-- function record_performance(location text, what text, usual double precision, of_order uuid, message text, pause_after integer, back_at timestamp with time zone) returns void
-- function revise_location() returns trigger
-- function revise_locations(of_party text, or_location text) returns void
-- function revise_override() returns trigger
-- function revise_party() returns trigger
-- function routing_facts(asked jsonb) returns json
-- function take_quota(of_subject text, of_period text, delta integer, most integer) returns void
-- function tell_channels(notices jsonb) returns void
-- function write_order(w jsonb) returns void
