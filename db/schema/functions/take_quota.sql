-- Takes a quota unit (delta 1) or returns one (delta -1). Raises BT002 when more than the limit would be taken; a limit
-- of null is none.
-- Called by write_order.sql.
-- May change: another signature is another name.
create or replace function take_quota(of_subject text, of_period text, delta int, most int)
returns void
language plpgsql
as $body$
begin
  insert into quota_taken as t (subject, period, taken)
  select of_subject, of_period, delta
  where most is null
    or most > 0
  on conflict (subject, period)
  do update set taken = t.taken + excluded.taken
  where most is null
    or t.taken + excluded.taken <= most;
  if not found then
    raise exception 'the quota of % in % is full', of_subject, of_period using errcode = 'BT002';
  end if;
end
$body$;
