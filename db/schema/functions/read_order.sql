-- Returns one order as one aggregate with everything that a message to it needs, from one snapshot at one instant; null
-- when there is no such order. Lists of parts are arrays of values in the order of the columns in db/order/tables.ts;
-- an empty list is null.
-- STABLE and one query, so that the read is never torn.
-- Arguments: the order; the id of the message, whose earlier answer is returned; the routing profile that the message
-- names, or null; the keys of the profiles that the caller has cached, which are not sent again (a key is version and
-- the transaction that wrote it).
-- Called by db/order/read-order.ts.
-- May change: keys of the answer are added; a key is removed one release after its last reader; another signature is
-- another name.
create or replace function read_order(wanted uuid, message_id text, named_profile int, known_profiles text[])
returns json
language plpgsql
stable
as $body$
begin
  return (
    select json_build_object(
        'now', now(),
        'order', json_build_array(
          -- {{ columns of the order
          o.id, o.channel_id, o.channel_order_number, o.currency, o.method, o.pickup_location_id, o.status, o.version,
          o.placed_at, o.received_at, o.audited_at, o.closed_at, o.receipt_confirmed_at, o.ship_by_at,
          o.buyer_choice_due_at, o.same_day, o.slot, o.destination, o.address_complete, o.has_buyer_note, o.buyer_id,
          o.intake_findings, o.goods_minor, o.discount_minor, o.shipping_minor, o.profile_version, o.message_count,
          o.timeline_length, o.waits, o.effects
          -- }}
        ),
        'policy', c.policy,
        'profiles', (
          select json_agg(
            json_build_object(
              'version', r.version,
              'key', r.key,
              'profile', case when r.key <> all(known_profiles) then r.profile end
            )
          )
          from (
            select version, profile, version || ':' || xmin as key
            from routing_profile
            where version in (o.profile_version, named_profile)
          ) r
        ),
        'products', (
          select json_object_agg(
            p.sku,
            json_build_object(
              'goodsClass', p.goods_class, 'weightGrams', p.weight_grams, 'volumeCm3', p.volume_cm3
            )
          )
          from product p
          where p.sku in (select l.sku from order_line l where l.order_id = wanted)
        ),
        'previousAnswer', (
          select m.outcome
          from order_message m
          where m.order_id = wanted
            and m.id = message_id
        ),
        -- the id of a message under a key of its sender is "<key>.<words>"
        'keyReused', position('.' in message_id) > 0 and exists (
          select 1
          from order_message m
          where m.order_id = wanted
            and m.id <> message_id
            and starts_with(m.id, split_part(message_id, '.', 1) || '.')
        ),
        -- only the audit needs these two, and it runs once
        'blocked', o.audited_at is null and exists (
          select 1
          from blocked_buyer b
          where b.channel_id = o.channel_id
            and b.buyer_id = o.buyer_id
        ),
        'carriers', case when o.audited_at is null then (
          select json_agg(
            json_build_object('id', k.id, 'areas', carrier_areas(k.id, coalesce(o.destination ->> 'province', '')))
            order by k.id
          )
          from carrier k
        ) end,
        'schedules', (
          select json_object_agg(l.id, json_build_array(l.time_zone, l.opening_hours::text))
          from location l
          where l.id in (
            select f.location_id
            from fulfillment_order f
            where f.order_id = wanted
              and f.closed_at is null
              and f.status in ('OPEN', 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP')
          )
        ),
        'transfers', (
          select json_object_agg(f.id, t.lines)
          from fulfillment_order f
          join transfer t on t.id = wanted || '-' || f.id
          where f.order_id = wanted
            and f.status = 'IN_TRANSIT'
        ),
        'decisions', (
          select count(*)
          from routing_decision d
          where d.order_id = wanted
        ),
        'writeBacks', (
          select s.last_seq
          from write_back_stream s
          where s.order_id = wanted
        ),
        -- {{ parts of the order
        'lines', (
          select json_agg(
            json_build_array(
            p.id, p.position, p.sku, p.quantity, p.unrouted, p.fulfilled, p.cancelled, p.reship_due, p.refundable,
            p.unit_price_minor, p.list_price_minor, p.gift, p.gift_for_line_id
            )
            order by p.position
          )
          from order_line p
          where p.order_id = wanted
        ),
        'fundAllocations', (
          select json_agg(
            json_build_array(
            p.id, p.line_id, p.kind, p.payment_id, p.fund_source, p.amount_minor
            )
            order by length(p.id), p.id
          )
          from fund_allocation p
          where p.order_id = wanted
        ),
        'payments', (
          select json_agg(
            json_build_array(
            p.id, p.tender, p.fund_source, p.amount_minor, p.status, p.reference, p.captured_minor
            )
            order by length(p.id), p.id
          )
          from payment p
          where p.order_id = wanted
        ),
        'holds', (
          select json_agg(
            json_build_array(
            p.id, p.key, p.reason, p.placed_by, p.placed_at, p.due_at, p.due_action, p.released_at, p.released_by,
            p.note
            )
            order by length(p.id), p.id
          )
          from order_hold p
          where p.order_id = wanted
        ),
        'attentions', (
          select json_agg(
            json_build_array(
            p.id, p.reason, p.owner, p.subject_id, p.detail, p.opened_at, p.resolved_at, p.resolved_by, p.resolution
            )
            order by length(p.id), p.id
          )
          from attention p
          where p.order_id = wanted
        ),
        'fulfillmentOrders', (
          select json_agg(
            json_build_array(
            p.id, p.location_id, p.pickup_location_id, p.method, p.status, p.attempt, p.reship, p.created_at,
            p.same_day, p.slot, p.quotes, p.due_at, p.delivery_due_at, p.pickup_expires_at, p.pickup_extended,
            p.accepted_at, p.ready_at, p.handed_over_at, p.delivered_at, p.closed_at, p.close_reason
            )
            order by length(p.id), p.id
          )
          from fulfillment_order p
          where p.order_id = wanted
        ),
        'fulfillmentLines', (
          select json_agg(
            json_build_array(
            p.id, p.fulfillment_order_id, p.line_id, p.sku, p.quantity, p.reservation
            )
            order by length(p.id), p.id
          )
          from fulfillment_line p
          where p.order_id = wanted
        ),
        'offers', (
          select json_agg(
            json_build_array(
            p.id, p.fulfillment_order_id, p.location_id, p.attempt, p.status, p.offered_at, p.deadline_at, p.quotas,
            p.answered_at, p.answered_by, p.reason, p.note
            )
            order by length(p.id), p.id
          )
          from offer p
          where p.order_id = wanted
        ),
        'cancellations', (
          select json_agg(
            json_build_array(
            p.id, p.kind, p.fulfillment_order_id, p.status, p.reason, p.requested_at, p.due_at, p.answered_at,
            p.tracking_number, p.lines
            )
            order by length(p.id), p.id
          )
          from cancellation p
          where p.order_id = wanted
        ),
        'pickupCodes', (
          select json_agg(
            json_build_array(
            p.id, p.fulfillment_order_id, p.generation, p.status, p.tries, p.key_id, p.issued_at, p.closed_at
            )
            order by length(p.id), p.id
          )
          from pickup_code p
          where p.order_id = wanted
        ),
        'waybills', (
          select json_agg(
            json_build_array(
            p.id, p.fulfillment_order_id, p.status, p.carrier, p.contents, p.destination, p.tracking_number, p.detail,
            p.created_at
            )
            order by length(p.id), p.id
          )
          from waybill p
          where p.order_id = wanted
        ),
        'refunds', (
          select json_agg(
            json_build_array(
            p.id, p.cause, p.payment_id, p.amount_minor, p.status, p.attempt, p.reference, p.detail, p.requested_at,
            p.closed_at, p.lines
            )
            order by length(p.id), p.id
          )
          from refund p
          where p.order_id = wanted
        ),
        'exclusions', (
          select json_agg(
            json_build_array(
            p.id, p.line_id, p.location_id, p.until_at, p.reason
            )
            order by length(p.id), p.id
          )
          from exclusion p
          where p.order_id = wanted
        )
        -- }}
      )
    from orders o
    join channel c on c.id = o.channel_id
    where o.id = wanted
  );
end
$body$;
