-- Moves the quotas and the stock of one message by one call, however many lines and parcels it has, in the order in
-- which the moves are given: one conditional write per counter and, of stock, one ledger row with a cause that can
-- happen once. Answers what was short, and then the caller must roll back; null when all is done.
-- Called by db/inventory/counters.ts.
-- May change: keys of the arguments are added; a key is removed one release after its last writer; another signature is
-- another name.
create or replace function move_counters(quotas jsonb, moves jsonb)
returns text
language plpgsql
as $body$
declare
  q record;
  m record;
  short text;
begin
  for q in
    select *
    from jsonb_to_recordset(quotas) as q(subject text, period text, delta int, "limit" int)
  loop
    insert into quota_taken as t (subject, period, taken)
    select q.subject, q.period, q.delta
    where q."limit" is null
      or q."limit" > 0
    on conflict (subject, period)
    do update set taken = t.taken + excluded.taken
    where q."limit" is null
      or t.taken + excluded.taken <= q."limit";
    if not found then
      return 'the quota of ' || q.subject || ' in ' || q.period;
    end if;
  end loop;
  for m in
    select *
    from jsonb_to_recordset(moves) as m(kind text, sku text, "locationId" text, quantity int, cause text)
  loop
    short := move_stock(m.kind, m.sku, m."locationId", m.quantity, m.cause);
    if short is not null then
      return short;
    end if;
  end loop;
  return null;
end
$body$;
