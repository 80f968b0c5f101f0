-- Returns the remaining weight at one instant of points earned at another: half of it after each half-life.
-- Called by db/performance/credit.ts, credit_score.sql, record_performance.sql.
-- May change: another signature is another name.
create or replace function credit_worth(
  points double precision,
  earned timestamptz,
  seen timestamptz,
  half_life_days int
)
returns double precision
language sql
immutable
as $body$
  select points * power(0.5, extract(epoch from seen - earned)::double precision / (86400 * half_life_days))
$body$;
