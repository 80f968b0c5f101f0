-- Moves units of one stock row and writes the ledger row of its cause; a repeated cause is a unique violation. Raises
-- BT002 when fewer units are free than are to be reserved.
-- A real hand-over is never refused for a counter: units beyond it are booked in first. Units in doubt or damaged are
-- taken from the unreserved ones. Arriving goods may be new to their location.
-- Called by write_order.sql.
-- May change: kinds are added; another signature is another name.
create or replace function move_stock(what text, of_sku text, there text, units int, why text)
returns void
language plpgsql
as $body$
declare
  s stock;
  free int;
  hand int := 0;
  held int := 0;
  doubt int := 0;
  broken int := 0;
begin
  if what in ('ARRIVAL', 'ARRIVAL_FREE') then
    insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged)
    values (there, of_sku, 0, 0, 0, 0, 0)
    on conflict do nothing;
  end if;
  select *
  into s
  from stock
  where sku = of_sku
    and location_id = there
  for update;
  if not found and what in ('HAND_OVER', 'DISPATCH') then
    raise 'no stock row for % at %', of_sku, there;
  end if;
  free := greatest(s.on_hand - s.reserved, 0);
  if what = 'RESERVE' then
    if s.on_hand - s.reserved - s.safety >= units then
      held := units;
    else
      raise exception '% at % is short', of_sku, there using errcode = 'BT002';
    end if;
  elsif what = 'RELEASE' then
    held := -units;
  elsif what in ('RETURN', 'ARRIVAL_FREE') then
    hand := units;
  elsif what = 'ARRIVAL' then
    hand := units;
    held := units;
  elsif what = 'FOUND' then
    hand := units - s.on_hand;
  elsif what in ('HAND_OVER', 'DISPATCH') then
    if s.on_hand < units then
      perform move_stock('FOUND', of_sku, there, units, why || '/FOUND');
    end if;
    hand := -units;
    held := -units;
  elsif what = 'IN_DOUBT' then
    doubt := least(units, free);
    hand := -doubt;
  elsif what = 'DAMAGED' then
    broken := least(units, free);
    hand := -broken;
  else
    raise 'stock knows no %', what;
  end if;
  if what in ('IN_DOUBT', 'DAMAGED') and free = 0 then
    return;
  end if;
  with moved as (
    update stock
    set on_hand = on_hand + hand,
      reserved = reserved + held,
      in_doubt = in_doubt + doubt,
      damaged = damaged + broken,
      moved_at = now(),
      handed_over = handed_over
        - case when what in ('HAND_OVER', 'DISPATCH', 'ARRIVAL', 'ARRIVAL_FREE') then hand else 0 end
    where sku = of_sku
      and location_id = there
    returning *
  )
  insert into stock_ledger (
    cause, kind, location_id, sku,
    on_hand, reserved, in_doubt, damaged,
    on_hand_after, reserved_after, safety_after, in_doubt_after, damaged_after
  )
  select why, what, location_id, sku,
    hand, held, doubt, broken,
    on_hand, reserved, safety, in_doubt, damaged
  from moved;
end
$body$;
