-- Sets a new revision of a location when its own settings change. Every column counts except the one that changes all
-- day by itself, so that new columns are included.
-- Called by the trigger below, on each update of location.
-- May change: the body only; another trigger has another name.
create or replace function revise_location()
returns trigger
language plpgsql
as $body$
begin
  new.revision := new_revision();
  return new;
end
$body$;

create or replace trigger location_revised
before update on location
for each row
when ((to_jsonb(old.*) - 'expiries_in_a_row'::text) is distinct from (to_jsonb(new.*) - 'expiries_in_a_row'::text))
execute function revise_location();
