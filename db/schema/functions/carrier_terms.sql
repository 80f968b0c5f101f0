-- Returns the terms of all carriers for a parcel to a city at an instant: areas, cut-off, divisor, and the rates that
-- are valid on that day of the carrier's time zone for that city, its province or any place.
-- Called by db/sourcing/carrier-terms.ts, routing_facts.sql.
-- May change: keys of the answer are added; a key is removed one release after its last reader; another signature is
-- another name.
create or replace function carrier_terms(to_the_province text, to_the_city text, at timestamptz)
returns jsonb
language plpgsql
stable
as $body$
begin
  return (
    select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'id', k.id,
            'areas', carrier_areas(k.id, to_the_province),
            'volumetricDivisor', k.volumetric_divisor,
            'cutOffMinute', k.cut_off_minute,
            'sameDayRadiusKm', k.same_day_radius_km,
            'rates', (
              select coalesce(
                  jsonb_agg(
                    jsonb_build_object(
                      'zone', r.zone,
                      'fromProvince', r.from_province,
                      'toProvince', r.to_province,
                      'toCity', r.to_city,
                      'firstGrams', r.first_grams,
                      'firstMinor', r.first_minor,
                      'furtherGrams', r.further_grams,
                      'furtherMinor', r.further_minor,
                      'transitDays', r.transit_days
                    )
                  ),
                  '[]'::jsonb
                )
              from carrier_rate r
              where r.carrier_id = k.id
                and r.validity @> (at at time zone k.time_zone)::date
                and (r.to_province is null or r.to_province = to_the_province)
                and (r.to_city is null or r.to_city = to_the_city)
            )
          )
          order by k.id
        ),
        '[]'::jsonb
      )
    from carrier k
  );
end
$body$;
