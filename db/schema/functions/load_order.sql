-- Answers one order as one aggregate with all that a message about it needs: its parts, its channel's policy, its
-- routing profile, its products, the carriers, the answer given to this message before; null when there is no such
-- order.
-- A function, because PostgreSQL keeps its plan, and planning it costs more than running it.
-- Called by db/order/order-store.ts, whose lists of parts are those named here.
-- May change: keys of the answer are added; a key is removed one release after its last reader; another signature is
-- another name.
create or replace function load_order(wanted uuid, message_id text)
returns jsonb
language plpgsql
stable
as $body$
begin
  return (
    select jsonb_build_object(
        'now', now(),
        'order', to_jsonb(o),
        'policy', c.policy,
        'profile', (
          select r.profile || jsonb_build_object('version', r.version)
          from routing_profile r
          where r.version = o.profile_version
        ),
        'products', (
          select coalesce(
              jsonb_object_agg(
                p.sku,
                jsonb_build_object(
                  'goodsClass', p.goods_class,
                  'weightGrams', p.weight_grams,
                  'volumeCm3', p.volume_cm3
                )
              ),
              '{}'::jsonb
            )
          from product p
          where p.sku in (select l.sku from order_line l where l.order_id = wanted)
        ),
        'taken', (
          select m.outcome
          from order_message m
          where m.order_id = o.id
            and m.id = message_id
        ),
        'blocked', exists (
          select 1
          from blocked_buyer b
          where b.channel_id = o.channel_id
            and b.buyer_id = o.buyer_id
        ),
        'carriers', (
          select coalesce(
              jsonb_agg(
                jsonb_build_object(
                  'id', k.id,
                  'areas', carrier_areas(k.id, coalesce(o.destination ->> 'province', ''))
                )
                order by k.id
              ),
              '[]'::jsonb
            )
          from carrier k
        ),
        'decisions', (
          select count(*)
          from routing_decision d
          where d.order_id = o.id
        ),
        'writeBacks', (
          select coalesce(max(last_seq), 0)
          from write_back_stream w
          where w.order_id = o.id
        ),
        'lines', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by p.position), '[]'::jsonb)
          from order_line p
          where p.order_id = wanted
        ),
        'fundAllocations', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from fund_allocation p
          where p.order_id = wanted
        ),
        'payments', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from payment p
          where p.order_id = wanted
        ),
        'holds', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from order_hold p
          where p.order_id = wanted
        ),
        'attentions', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from attention p
          where p.order_id = wanted
        ),
        'fulfillmentOrders', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from fulfillment_order p
          where p.order_id = wanted
        ),
        'fulfillmentLines', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from fulfillment_line p
          where p.order_id = wanted
        ),
        'offers', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from offer p
          where p.order_id = wanted
        ),
        'cancellations', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from cancellation p
          where p.order_id = wanted
        ),
        'pickupCodes', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from pickup_code p
          where p.order_id = wanted
        ),
        'waybills', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from waybill p
          where p.order_id = wanted
        ),
        'refunds', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from refund p
          where p.order_id = wanted
        ),
        'exclusions', (
          select coalesce(jsonb_agg(to_jsonb(p) - 'order_id' order by length(p.id), p.id), '[]'::jsonb)
          from exclusion p
          where p.order_id = wanted
        )
      )
    from orders o
    join channel c on c.id = o.channel_id
    where o.id = wanted
  );
end
$body$;
