-- Returns cancelled units to their channel's allocation, in the transaction that cancels them, for every rule that
-- does:
-- channel_sale no longer counts them, nor does channel_sold if they were sold under the rules in force. Rows are locked
-- in one order, so that two cancellations do not deadlock. The lock is that of db/inventory/locks.ts.
-- Called by the trigger below, on each update of order_line.
-- May change: the body only; another trigger has another name.
create or replace function give_back_allocations()
returns trigger
language plpgsql
as $body$
begin
  if not exists (
    select 1
    from was
    join now_is n using (order_id, id)
    where n.cancelled <> was.cancelled
  ) then
    return null;
  end if;
  perform pg_advisory_xact_lock_shared(727002);
  with cancelled as (
    select n.order_id, n.id, n.cancelled - was.cancelled as units
    from was
    join now_is n using (order_id, id)
    where n.cancelled <> was.cancelled
  ),
  back as (
    update channel_sale s
    set units = greatest(0, s.units - c.units)
    from cancelled c
    where s.order_id = c.order_id
      and s.line_id = c.id
    returning with (old as o, new as n) s.channel_id, s.sku, s.version, o.units - n.units as units
  )
  insert into channel_sold as t (channel_id, sku, sold)
  select channel_id, sku, -sum(units)
  from back
  where version = coalesce((select version from allotment where in_force), 0)
  group by channel_id, sku
  order by channel_id, sku
  on conflict (channel_id, sku)
  do update set sold = t.sold + excluded.sold;
  return null;
end
$body$;

create or replace trigger order_line_cancelled
after update on order_line
referencing old table as was new table as now_is
for each statement
execute function give_back_allocations();
