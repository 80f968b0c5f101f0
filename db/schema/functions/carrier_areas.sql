-- Returns the areas that decide whether a carrier serves a place of a province: its own ones in that province, and one
-- served area elsewhere, which means that the carrier does not serve every place. An empty list: it serves all places.
-- Called by db/sourcing/carrier-terms.ts, read_order.sql, carrier_terms.sql.
-- May change: keys of the answer are added; a key is removed one release after its last reader; another signature is
-- another name.
create or replace function carrier_areas(carrier text, wanted text)
returns jsonb
language sql
stable
as $body$
  select coalesce(
      jsonb_agg(
        jsonb_build_object(
          'province', a.province,
          'city', nullif(a.city, ''),
          'district', nullif(a.district, ''),
          'served', a.served
        )
      ),
      '[]'::jsonb
    )
  from (
    select *
    from carrier_area
    where carrier_id = carrier
      and province = wanted
    union all (
      select *
      from carrier_area
      where carrier_id = carrier
        and province <> wanted
        and served
      limit 1
    )
  ) a
$body$;
