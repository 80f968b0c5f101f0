-- Books one performance event of a location: the entry with its weight of today, the location's sum, and its pause.
-- A location whose last `pause_after` offers expired is paused until it answers; one that reports to be closed, until
-- `back_at`. A function, so that an accept costs only one short call.
-- Called by db/performance/record.ts.
-- May change: events are added; another signature is another name.
create or replace function record_performance(
  location text,
  what text,
  usual double precision,
  of_order uuid,
  message text,
  pause_after int,
  back_at timestamptz
)
returns void
language plpgsql
as $body$
declare
  rules credit_policy;
  counts double precision;
begin
  select *
  into rules
  from credit_policy;
  counts := coalesce((rules.weights ->> what)::double precision, usual);
  insert into credit_entry
  values (of_order, message, location, what, counts, now());
  insert into credit as c
  values (location, counts, now())
  on conflict (location_id)
  do update set
    points = credit_worth(c.points, c.at, excluded.at, rules.half_life_days) + excluded.points,
    at = excluded.at;
  if what = 'EXPIRED' then
    update location l
    set expiries_in_a_row = l.expiries_in_a_row + 1,
      paused_until = case when l.expiries_in_a_row + 1 >= pause_after then 'infinity' else l.paused_until end,
      pause_reason = case when l.expiries_in_a_row + 1 >= pause_after then 'ASLEEP' else l.pause_reason end
    where l.id = location;
  elsif what in ('ACCEPTED', 'REJECTED', 'REJECTED_HONESTLY', 'CLOSED_NOW', 'GAVE_UP') then
    update location l
    set expiries_in_a_row = 0,
      paused_until = case when l.pause_reason = 'ASLEEP' then null else l.paused_until end,
      pause_reason = nullif(l.pause_reason, 'ASLEEP')
    where l.id = location
      and (l.expiries_in_a_row > 0 or l.pause_reason = 'ASLEEP');
  end if;
  if back_at is not null then
    update location l
    set paused_until = back_at,
      pause_reason = 'CLOSED'
    where l.id = location;
  end if;
end
$body$;
