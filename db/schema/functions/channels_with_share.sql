-- Returns those of the given channels (a JSON list of ids) that a rule in force names, and locks them until the
-- transaction ends: rules that come into force wait for it. The lock is that of lockChannels() in
-- db/inventory/locks.ts. Each statement of a volatile function sees what was committed before it: the second one sees
-- the rules that the first has waited for.
-- Called by db/order/take-in-orders.ts.
-- May change: another signature is another name.
create or replace function channels_with_share(asked jsonb)
returns setof text
language plpgsql
volatile
as $body$
begin
  perform pg_advisory_xact_lock_shared(727005, h)
  from (
    select distinct hashtext(channel) as h
    from jsonb_array_elements_text(asked) channel
    order by h
  ) k;
  return query
    select distinct channel
    from allotment a, jsonb_array_elements_text(a.channels) channel
    where a.in_force
      and channel in (select jsonb_array_elements_text(asked));
end
$body$;
