-- Returns a random revision: a number that, with near certainty, no location had before, and that JavaScript represents
-- exactly.
-- Called by the default of location.revision, revise_location.sql, revise_locations.sql.
-- May change: the body only; another signature is another name.
create or replace function new_revision()
returns bigint
language sql
volatile
as $body$
  select random(0, 9007199254740991)
$body$;
