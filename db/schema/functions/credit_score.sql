-- Returns a location's current credit score, 0 to 100: the base plus the remaining weight of all entries; the base for
-- a location without entries.
-- Called by db/replay/past-routings.ts, routing_facts.sql.
-- May change: another signature is another name.
create or replace function credit_score(wanted text)
returns double precision
language sql
stable
as $body$
  select least(
      100,
      greatest(
        0,
        p.base + coalesce(
          (
            select credit_worth(c.points, c.at, now(), p.half_life_days)
            from credit c
            where c.location_id = wanted
          ),
          0
        )
      )
    )
  from credit_policy p
$body$;
