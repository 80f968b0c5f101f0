-- Writes everything that one message changes, or raises and writes nothing: the order and its parts, quotas, stock,
-- transfers, alerts, timeline, decisions, the message with its answer, write-backs, performance events.
-- The version guards it: a caller that read the order before another write gets BT001. A full quota or short stock is
-- BT002, more than two seconds between reading and writing BT003 (checked last). All three mean: read and decide
-- again. An existing message id or stock cause is a unique violation and means the same.
-- `w` is OrderWrite of db/order/order-write.ts, which describes each key. Without `order` only the message is written,
-- under the same guard: a refusal.
-- Locks are taken in one order, so that no two calls deadlock: order, transfers, quotas by key, stock by key, parts,
-- streams, credit, location.
-- Called by db/order/write-order.ts. Never wrap a part of it in an EXCEPTION block: that would keep the rest.
-- May change: keys of the argument are added; a key is removed one release after its last writer.
create or replace function write_order(w jsonb)
returns void
language plpgsql
as $body$
declare
  wanted uuid := w ->> 'orderId';
  expected int := w ->> 'version';
  read_at timestamptz := w ->> 'readAt';
  one record;
begin
  if w ? 'order' then
    -- {{ the order
    update orders o
    set (
      method, pickup_location_id, status, version, audited_at, closed_at, receipt_confirmed_at, ship_by_at,
      buyer_choice_due_at, same_day, slot, destination, address_complete, profile_version, message_count,
      timeline_length, waits, effects
    ) = (
      select
        r.method, r.pickup_location_id, r.status, r.version, r.audited_at, r.closed_at, r.receipt_confirmed_at,
        r.ship_by_at, r.buyer_choice_due_at, r.same_day, r.slot, r.destination, r.address_complete, r.profile_version,
        r.message_count, r.timeline_length, r.waits, r.effects
      from jsonb_populate_record(null::orders, w -> 'order') r
    ),
      workflow_started_at = coalesce(o.workflow_started_at, now()) -- a message comes from a workflow
    where o.id = wanted
      and o.version = expected;
    -- }}
  else
    perform 1
    from orders o
    where o.id = wanted
      and o.version = expected
    for no key update;
  end if;
  if not found then
    raise exception 'order % is not at version % any more', wanted, expected using errcode = 'BT001';
  end if;

  for one in
    select *
    from jsonb_to_recordset(w -> 'transfers') as t(id text, "from" text, "to" text, lines jsonb, received boolean)
    order by id
  loop
    if one.received then
      update transfer
      set status = 'RECEIVED', lines = one.lines, received_at = now()
      where id = one.id
        and status = 'IN_TRANSIT';
      if not found then
        raise exception 'transfer % is not on its way any more', one.id using errcode = 'BT001';
      end if;
    else
      insert into transfer (id, from_location_id, to_location_id, status, lines)
      values (one.id, one."from", one."to", 'IN_TRANSIT', one.lines);
    end if;
  end loop;

  for one in
    select q.*
    from rows from (
      jsonb_to_recordset(w -> 'quotas') as (subject text, period text, delta int, "limit" int)
    ) with ordinality as q(subject, period, delta, "limit", nth)
    order by subject collate "C", period collate "C", nth
  loop
    perform take_quota(one.subject, one.period, one.delta, one."limit");
  end loop;

  -- one after the other: a set-based update would lose the second move of a row
  for one in
    select m.*
    from rows from (
      jsonb_to_recordset(w -> 'stock') as (kind text, sku text, "locationId" text, quantity int, cause text)
    ) with ordinality as m(kind, sku, "locationId", quantity, cause, nth)
    order by sku collate "C", "locationId" collate "C", nth
  loop
    perform move_stock(one.kind, one.sku, one."locationId", one.quantity, one.cause);
  end loop;

  -- {{ its parts
  if w -> 'parts' ? 'lines' then
    insert into order_line (
      order_id,
      id, position, sku, quantity, unrouted, fulfilled, cancelled, reship_due, refundable, unit_price_minor,
      list_price_minor, gift, gift_for_line_id
    )
    select wanted,
      r.id, r.position, r.sku, r.quantity, r.unrouted, r.fulfilled, r.cancelled, r.reship_due, r.refundable,
      r.unit_price_minor, r.list_price_minor, r.gift, r.gift_for_line_id
    from jsonb_populate_recordset(null::order_line, w -> 'parts' -> 'lines') r
    on conflict (order_id, id)
    do update set
      position = excluded.position, sku = excluded.sku, quantity = excluded.quantity, unrouted = excluded.unrouted,
      fulfilled = excluded.fulfilled, cancelled = excluded.cancelled, reship_due = excluded.reship_due,
      refundable = excluded.refundable, unit_price_minor = excluded.unit_price_minor,
      list_price_minor = excluded.list_price_minor, gift = excluded.gift, gift_for_line_id = excluded.gift_for_line_id;
  end if;
  if w -> 'parts' ? 'fundAllocations' then
    insert into fund_allocation (
      order_id,
      id, line_id, kind, payment_id, fund_source, amount_minor
    )
    select wanted,
      r.id, r.line_id, r.kind, r.payment_id, r.fund_source, r.amount_minor
    from jsonb_populate_recordset(null::fund_allocation, w -> 'parts' -> 'fundAllocations') r
    on conflict (order_id, id)
    do update set
      line_id = excluded.line_id, kind = excluded.kind, payment_id = excluded.payment_id,
      fund_source = excluded.fund_source, amount_minor = excluded.amount_minor;
  end if;
  if w -> 'parts' ? 'payments' then
    insert into payment (
      order_id,
      id, tender, fund_source, amount_minor, status, reference, captured_minor
    )
    select wanted,
      r.id, r.tender, r.fund_source, r.amount_minor, r.status, r.reference, r.captured_minor
    from jsonb_populate_recordset(null::payment, w -> 'parts' -> 'payments') r
    on conflict (order_id, id)
    do update set
      tender = excluded.tender, fund_source = excluded.fund_source, amount_minor = excluded.amount_minor,
      status = excluded.status, reference = excluded.reference, captured_minor = excluded.captured_minor;
  end if;
  if w -> 'parts' ? 'holds' then
    insert into order_hold (
      order_id,
      id, key, reason, placed_by, placed_at, due_at, due_action, released_at, released_by, note
    )
    select wanted,
      r.id, r.key, r.reason, r.placed_by, r.placed_at, r.due_at, r.due_action, r.released_at, r.released_by, r.note
    from jsonb_populate_recordset(null::order_hold, w -> 'parts' -> 'holds') r
    on conflict (order_id, id)
    do update set
      key = excluded.key, reason = excluded.reason, placed_by = excluded.placed_by, placed_at = excluded.placed_at,
      due_at = excluded.due_at, due_action = excluded.due_action, released_at = excluded.released_at,
      released_by = excluded.released_by, note = excluded.note;
  end if;
  if w -> 'parts' ? 'attentions' then
    insert into attention (
      order_id,
      id, reason, owner, subject_id, detail, opened_at, resolved_at, resolved_by, resolution
    )
    select wanted,
      r.id, r.reason, r.owner, r.subject_id, r.detail, r.opened_at, r.resolved_at, r.resolved_by, r.resolution
    from jsonb_populate_recordset(null::attention, w -> 'parts' -> 'attentions') r
    on conflict (order_id, id)
    do update set
      reason = excluded.reason, owner = excluded.owner, subject_id = excluded.subject_id, detail = excluded.detail,
      opened_at = excluded.opened_at, resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by,
      resolution = excluded.resolution;
  end if;
  if w -> 'parts' ? 'fulfillmentOrders' then
    insert into fulfillment_order (
      order_id,
      id, location_id, pickup_location_id, method, status, attempt, reship, created_at, same_day, slot, quotes, due_at,
      delivery_due_at, pickup_expires_at, pickup_extended, accepted_at, ready_at, handed_over_at, delivered_at,
      closed_at, close_reason
    )
    select wanted,
      r.id, r.location_id, r.pickup_location_id, r.method, r.status, r.attempt, r.reship, r.created_at, r.same_day,
      r.slot, r.quotes, r.due_at, r.delivery_due_at, r.pickup_expires_at, r.pickup_extended, r.accepted_at, r.ready_at,
      r.handed_over_at, r.delivered_at, r.closed_at, r.close_reason
    from jsonb_populate_recordset(null::fulfillment_order, w -> 'parts' -> 'fulfillmentOrders') r
    on conflict (order_id, id)
    do update set
      location_id = excluded.location_id, pickup_location_id = excluded.pickup_location_id, method = excluded.method,
      status = excluded.status, attempt = excluded.attempt, reship = excluded.reship, created_at = excluded.created_at,
      same_day = excluded.same_day, slot = excluded.slot, quotes = excluded.quotes, due_at = excluded.due_at,
      delivery_due_at = excluded.delivery_due_at, pickup_expires_at = excluded.pickup_expires_at,
      pickup_extended = excluded.pickup_extended, accepted_at = excluded.accepted_at, ready_at = excluded.ready_at,
      handed_over_at = excluded.handed_over_at, delivered_at = excluded.delivered_at, closed_at = excluded.closed_at,
      close_reason = excluded.close_reason;
  end if;
  if w -> 'parts' ? 'fulfillmentLines' then
    insert into fulfillment_line (
      order_id,
      id, fulfillment_order_id, line_id, sku, quantity, reservation
    )
    select wanted,
      r.id, r.fulfillment_order_id, r.line_id, r.sku, r.quantity, r.reservation
    from jsonb_populate_recordset(null::fulfillment_line, w -> 'parts' -> 'fulfillmentLines') r
    on conflict (order_id, id)
    do update set
      fulfillment_order_id = excluded.fulfillment_order_id, line_id = excluded.line_id, sku = excluded.sku,
      quantity = excluded.quantity, reservation = excluded.reservation;
  end if;
  if w -> 'parts' ? 'offers' then
    insert into offer (
      order_id,
      id, fulfillment_order_id, location_id, attempt, status, offered_at, deadline_at, quotas, answered_at, answered_by,
      reason, note
    )
    select wanted,
      r.id, r.fulfillment_order_id, r.location_id, r.attempt, r.status, r.offered_at, r.deadline_at, r.quotas,
      r.answered_at, r.answered_by, r.reason, r.note
    from jsonb_populate_recordset(null::offer, w -> 'parts' -> 'offers') r
    on conflict (order_id, id)
    do update set
      fulfillment_order_id = excluded.fulfillment_order_id, location_id = excluded.location_id,
      attempt = excluded.attempt, status = excluded.status, offered_at = excluded.offered_at,
      deadline_at = excluded.deadline_at, quotas = excluded.quotas, answered_at = excluded.answered_at,
      answered_by = excluded.answered_by, reason = excluded.reason, note = excluded.note;
  end if;
  if w -> 'parts' ? 'cancellations' then
    insert into cancellation (
      order_id,
      id, kind, fulfillment_order_id, status, reason, requested_at, due_at, answered_at, tracking_number, lines
    )
    select wanted,
      r.id, r.kind, r.fulfillment_order_id, r.status, r.reason, r.requested_at, r.due_at, r.answered_at,
      r.tracking_number, r.lines
    from jsonb_populate_recordset(null::cancellation, w -> 'parts' -> 'cancellations') r
    on conflict (order_id, id)
    do update set
      kind = excluded.kind, fulfillment_order_id = excluded.fulfillment_order_id, status = excluded.status,
      reason = excluded.reason, requested_at = excluded.requested_at, due_at = excluded.due_at,
      answered_at = excluded.answered_at, tracking_number = excluded.tracking_number, lines = excluded.lines;
  end if;
  if w -> 'parts' ? 'pickupCodes' then
    insert into pickup_code (
      order_id,
      id, fulfillment_order_id, generation, status, tries, key_id, issued_at, closed_at
    )
    select wanted,
      r.id, r.fulfillment_order_id, r.generation, r.status, r.tries, r.key_id, r.issued_at, r.closed_at
    from jsonb_populate_recordset(null::pickup_code, w -> 'parts' -> 'pickupCodes') r
    on conflict (order_id, id)
    do update set
      fulfillment_order_id = excluded.fulfillment_order_id, generation = excluded.generation, status = excluded.status,
      tries = excluded.tries, key_id = excluded.key_id, issued_at = excluded.issued_at, closed_at = excluded.closed_at;
  end if;
  if w -> 'parts' ? 'waybills' then
    insert into waybill (
      order_id,
      id, fulfillment_order_id, status, carrier, contents, destination, tracking_number, detail, created_at
    )
    select wanted,
      r.id, r.fulfillment_order_id, r.status, r.carrier, r.contents, r.destination, r.tracking_number, r.detail,
      r.created_at
    from jsonb_populate_recordset(null::waybill, w -> 'parts' -> 'waybills') r
    on conflict (order_id, id)
    do update set
      fulfillment_order_id = excluded.fulfillment_order_id, status = excluded.status, carrier = excluded.carrier,
      contents = excluded.contents, destination = excluded.destination, tracking_number = excluded.tracking_number,
      detail = excluded.detail, created_at = excluded.created_at;
  end if;
  if w -> 'parts' ? 'refunds' then
    insert into refund (
      order_id,
      id, cause, payment_id, amount_minor, status, attempt, reference, detail, requested_at, closed_at, lines
    )
    select wanted,
      r.id, r.cause, r.payment_id, r.amount_minor, r.status, r.attempt, r.reference, r.detail, r.requested_at,
      r.closed_at, r.lines
    from jsonb_populate_recordset(null::refund, w -> 'parts' -> 'refunds') r
    on conflict (order_id, id)
    do update set
      cause = excluded.cause, payment_id = excluded.payment_id, amount_minor = excluded.amount_minor,
      status = excluded.status, attempt = excluded.attempt, reference = excluded.reference, detail = excluded.detail,
      requested_at = excluded.requested_at, closed_at = excluded.closed_at, lines = excluded.lines;
  end if;
  if w -> 'parts' ? 'exclusions' then
    insert into exclusion (
      order_id,
      id, line_id, location_id, until_at, reason
    )
    select wanted,
      r.id, r.line_id, r.location_id, r.until_at, r.reason
    from jsonb_populate_recordset(null::exclusion, w -> 'parts' -> 'exclusions') r
    on conflict (order_id, id)
    do update set
      line_id = excluded.line_id, location_id = excluded.location_id, until_at = excluded.until_at,
      reason = excluded.reason;
  end if;
  -- }}

  insert into timeline (order_id, seq, at, actor, machine, subject_id, from_state, to_state, cause, detail)
  select wanted, t.seq, read_at, t.actor, t.machine, t."subjectId", t."from", t."to", t.cause, t.detail
  from jsonb_to_recordset(w -> 'timeline') as t(
    seq int, actor text, machine text, "subjectId" text, "from" text, "to" text, cause text, detail text
  );

  if w ? 'decisions' then
    insert into routing_decision (order_id, seq, at, profile_version, plan)
    select wanted, d.seq, read_at, d."profileVersion", d.plan
    from jsonb_to_recordset(w -> 'decisions') as d(seq int, "profileVersion" int, plan jsonb);
  end if;

  insert into order_message (order_id, id, name, outcome, at)
  values (wanted, w #>> '{message,id}', w #>> '{message,name}', w #> '{message,outcome}', read_at);

  if w ? 'writeBacks' then
    insert into write_back (order_id, seq, event, body, created_at)
    select wanted, b.seq, b.event, b.body, read_at
    from jsonb_to_recordset(w -> 'writeBacks') as b(seq int, event text, body jsonb);
    insert into write_back_stream (order_id, last_seq, sent_seq, next_at, attempts)
    values (wanted, (w ->> 'lastWriteBack')::int, 0, read_at, 0)
    on conflict (order_id)
    do update set last_seq = excluded.last_seq;
  end if;

  if w ? 'carrierEvent' then
    update carrier_event
    set applied_at = now()
    where carrier = w #>> '{carrierEvent,carrier}'
      and tracking_number = w #>> '{carrierEvent,trackingNumber}'
      and event = w #>> '{carrierEvent,event}'
      and at = (w #>> '{carrierEvent,at}')::timestamptz;
  end if;

  if w ? 'alerts' then
    perform raise_alerts(w -> 'alerts');
  end if;

  -- last: all answers of a location wait for each other here
  for one in
    select p.*
    from rows from (
      jsonb_to_recordset(w -> 'performance') as (
        "locationId" text, event text, weight float8, "pauseAfter" int, "backAt" timestamptz
      )
    ) with ordinality as p("locationId", event, weight, "pauseAfter", "backAt", nth)
    order by "locationId" collate "C", nth
  loop
    perform record_performance(
      one."locationId", one.event, one.weight, wanted, w #>> '{message,id}', one."pauseAfter", one."backAt"
    );
  end loop;

  if clock_timestamp() > read_at + interval '2 seconds' then
    raise exception 'the order was read more than two seconds ago' using errcode = 'BT003';
  end if;
end
$body$;
