-- Sets new revisions of the locations whose quota overrides change: of the override's location, or of all locations of
-- its party (`party/<id>`); of both subjects when the override changes its subject.
-- Called by the trigger below, on each change of quota_override.
-- May change: the body only; another trigger has another name.
create or replace function revise_override()
returns trigger
language plpgsql
as $body$
declare
  subject text;
begin
  foreach subject in array array_remove(array[old.subject, new.subject], null) loop
    perform revise_locations(
      case when subject like 'party/%' then substr(subject, 7) end,
      case when subject not like 'party/%' then subject end
    );
  end loop;
  return null;
end
$body$;

create or replace trigger quota_override_revised
after insert or delete or update on quota_override
for each row
execute function revise_override();
