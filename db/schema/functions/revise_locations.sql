-- Sets new revisions of a location, or of all locations of a party. Locations are locked in one order, so that two
-- callers do not deadlock.
-- Called by revise_party.sql, revise_override.sql.
-- May change: another signature is another name.
create or replace function revise_locations(of_party text, or_location text)
returns void
language plpgsql
as $body$
begin
  perform 1
  from location
  where party_id = of_party
    or id = or_location
  order by id collate "C"
  for no key update;
  update location
  set revision = new_revision()
  where party_id = of_party
    or id = or_location;
end
$body$;
