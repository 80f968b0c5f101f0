-- Returns the live figures for a routing: the stock of the wanted products with their locations' revisions and taken
-- quotas; the local time of each time zone; the counters of locations whose stock the change has moved; and the
-- additional fields that the profile needs.
-- One plan serves all calls, because planning costs more than running; it must therefore be good whatever the
-- statistics say when it is made. Lists are joined by hash, never by nested loops, and additional fields of a location
-- are read by its index. No bitmap scans: the rows of a product are scattered, and handing each page to a process that
-- reads it costs more than reading it.
-- Called by db/sourcing/candidates.ts.
-- May change: keys of the argument and of the answer are added; a key is removed one release after its last reader;
-- another signature is another name.
create or replace function routing_facts(asked jsonb)
returns json
language plpgsql
stable
set plan_cache_mode = 'force_generic_plan'
set jit = off
set enable_bitmapscan = off
set enable_nestloop = off
as $body$
declare
  wanted text[] := array(select jsonb_array_elements_text(asked -> 'skus'));
  named text[] := array(select jsonb_array_elements_text(asked -> 'named'));
  moved text[] := array(select jsonb_array_elements_text(asked -> 'moved'));
  reads text[] := array(select jsonb_array_elements_text(asked -> 'reads'));
  same_day boolean := asked -> 'sameDay';
  ordered timestamptz := asked ->> 'orderedAt';
  slot_from timestamptz := asked ->> 'slotFromAt';
  slot_to timestamptz := asked ->> 'slotToAt';
begin
  return (
    with c as materialized (
      select l.id, l.revision, l.party_id, l.time_zone, l.hourly_capacity,
        array_position(wanted, s.sku::text) - 1 as sku,
        s.units
      from (
        select sku, location_id, on_hand - reserved - safety as units
        from stock
        where sku = any(wanted)
          and on_hand - reserved - safety > 0
        union all
        select null, unnest(named), 0
      ) s
      join location l on l.id = s.location_id
    ),
    l as materialized (
      select distinct id, party_id, time_zone, hourly_capacity
      from c
      where hourly_capacity is not null
        or reads && '{credit, lastOffer, unsold}'
        or same_day
    ),
    z as materialized (
      select time_zone,
        to_char(now() at time zone time_zone, 'YYYY-MM-DD"T"HH24:MI') as local
      from (select distinct time_zone from c) d
    ),
    t as materialized (
      select subject, period, taken
      from quota_taken
      where period = any(array(
        select left(local, 10) from z
        union all
        select left(local, 13) from z
      ))
    )
    select json_build_object(
        'shelves', (
          select json_build_object(
              'revision', array_agg(c.revision),
              'sku', array_agg(c.sku),
              'units', array_agg(c.units),
              'dayTaken', array_agg(d.taken),
              'hourTaken', array_agg(h.taken)
            )
          from c
          join z using (time_zone)
          left join t d on d.subject = c.id and d.period = left(z.local, 10)
          left join t h on h.subject = c.id and h.period = left(z.local, 13)
        ),
        'local', (
          select json_object_agg(time_zone, local)
          from z
        ),
        'partyTaken', (
          select json_object_agg(substr(subject, 7) || '|' || period, taken)
          from t
          where subject like 'party/%'
        ),
        'credit', case when 'credit' = any(reads) then (
          select json_object_agg(id, credit_score(id))
          from l
        ) end,
        'backlog', case when 'backlog' = any(reads) then (
          select json_object_agg(
              id,
              (
                select count(*)
                from fulfillment_order f
                where f.location_id = l.id
                  and f.status in ('OPEN', 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP')
              )
            )
          from l
          where hourly_capacity is not null
        ) end,
        'lastOffer', case when 'lastOffer' = any(reads) then (
          select json_object_agg(
              id,
              (
                select max(f.created_at)
                from fulfillment_order f
                where f.location_id = l.id
              )
            )
          from l
        ) end,
        'unsold', case when 'unsold' = any(reads) then (
          select json_object_agg(
              id,
              (
                select coalesce(json_object_agg(sku, at), '{}')
                from (
                  select g.sku, max(g.at) as at
                  from stock_ledger g
                  where g.location_id = l.id
                    and g.sku = any(wanted)
                    and g.kind = 'HAND_OVER'
                  group by g.sku
                ) g
              )
            )
          from l
        ) end,
        'sameDay', case when same_day then (
          select json_object_agg(
              l.id,
              json_build_object(
                'over', (ordered at time zone l.time_zone)::date < left(z.local, 10)::date,
                'slot', (
                  select json_build_object(
                      'period', p.period,
                      'capacity', (d ->> 'capacity')::int,
                      'taken', coalesce(
                        (
                          select t.taken
                          from quota_taken t
                          where t.subject = 'slot/' || l.id
                            and t.period = p.period
                        ),
                        0
                      )
                    )
                  from location k
                  cross join jsonb_array_elements(k.delivery_slots) d
                  cross join lateral (select left(z.local, 10) || 'T' || (d ->> 'from') as period) p
                  where k.id = l.id
                    and slot_from at time zone l.time_zone = left(z.local, 10)::date + (d ->> 'from')::interval
                    and slot_to at time zone l.time_zone = left(z.local, 10)::date + (d ->> 'to')::interval
                )
              )
            )
          from l
          join z using (time_zone)
        ) end,
        'counters', case when cardinality(moved) > 0 then (
          select json_object_agg(location_id, products)
          from (
            select location_id,
              json_object_agg(
                sku,
                json_build_object('onHand', on_hand, 'reserved', reserved, 'safety', safety)
              ) as products
            from stock
            where sku = any(wanted)
              and location_id = any(moved)
            group by location_id
          ) s
        ) end,
        'terms', carrier_terms(asked ->> 'province', asked ->> 'city', (asked ->> 'at')::timestamptz)
      )
  );
end
$body$;
