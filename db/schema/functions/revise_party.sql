-- Sets new revisions of all locations of a party when the party is added, removed or changed.
-- Called by the triggers below, on each change of party.
-- May change: the body only; another trigger has another name.
create or replace function revise_party()
returns trigger
language plpgsql
as $body$
begin
  perform revise_locations(coalesce(new.id, old.id), null);
  return null;
end
$body$;

create or replace trigger party_revised
after insert or delete on party
for each row
execute function revise_party();

create or replace trigger party_changed
after update on party
for each row
when (old.* is distinct from new.*)
execute function revise_party();
