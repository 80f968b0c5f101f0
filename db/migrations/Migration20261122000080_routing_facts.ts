import { Migration } from '@mikro-orm/migrations';

/**
 * What routing reads, in one call. What people set up of a location is kept by the processes under its revision, which the database itself draws anew in the transaction that changes anything of it; routing_facts gives
 * the revisions beside all that moves. A revision is drawn, not counted: one that was rolled back, or restored from a backup, never comes again with another content.
 */
export class Migration20261122000080_routing_facts extends Migration {
  override name = 'Migration20261122000080_routing_facts';

  override up(): void {
    this.addSql(
      `create function new_revision() returns bigint language sql volatile return random(0, 9007199254740991);`,
    );
    this.addSql(`alter table "location" add "revision" bigint not null default new_revision();`);
    this.addSql(
      `comment on column "location"."revision" is 'drawn anew whenever what routing keeps of the location changes: its own settings, its party, its other quotas';`,
    );
    this.addSql(`create index "quota_taken_period_index" on "quota_taken" ("period");`);

    // Each column counts but the one that changes by itself all day, so that a column of tomorrow is not forgotten.
    this.addSql(
      `create function revise_location() returns trigger language plpgsql as $body$ begin new.revision := new_revision(); return new; end $body$`,
    );
    this.addSql(
      `create trigger location_revised before update on location for each row when (to_jsonb(old) - 'expiries_in_a_row' is distinct from to_jsonb(new) - 'expiries_in_a_row') execute function revise_location()`,
    );
    // Locations in one order: whoever changes several waits for nobody crosswise.
    this.addSql(`create function revise_locations(of_party text, or_location text) returns void language plpgsql as $body$
    begin
      perform 1 from location where party_id = of_party or id = or_location order by id collate "C" for no key update;
      update location set revision = new_revision() where party_id = of_party or id = or_location;
    end $body$`);
    this.addSql(
      `create function revise_party() returns trigger language plpgsql as $body$ begin perform revise_locations(coalesce(new.id, old.id), null); return null; end $body$`,
    );
    this.addSql(
      `create trigger party_revised after insert or delete on party for each row execute function revise_party()`,
    );
    this.addSql(
      `create trigger party_changed after update on party for each row when (old.* is distinct from new.*) execute function revise_party()`,
    );
    this.addSql(`create function revise_override() returns trigger language plpgsql as $body$
    declare subject text;
    begin
      foreach subject in array array_remove(array[old.subject, new.subject], null) loop
        perform revise_locations(case when subject like 'party/%' then substr(subject, 7) end, case when subject not like 'party/%' then subject end);
      end loop;
      return null;
    end $body$`);
    this.addSql(
      `create trigger quota_override_revised after insert or update or delete on quota_override for each row execute function revise_override()`,
    );

    this.addSql(`create function carrier_terms(to_the_province text, to_the_city text, at timestamptz) returns jsonb language plpgsql stable as $body$
    begin
      return (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'areas', carrier_areas(k.id, to_the_province), 'volumetricDivisor', k.volumetric_divisor, 'cutOffMinute', k.cut_off_minute, 'sameDayRadiusKm', k.same_day_radius_km,
          'rates', (select coalesce(jsonb_agg(jsonb_build_object('zone', r.zone, 'fromProvince', r.from_province, 'toProvince', r.to_province, 'toCity', r.to_city, 'firstGrams', r.first_grams, 'firstMinor', r.first_minor,
              'furtherGrams', r.further_grams, 'furtherMinor', r.further_minor, 'transitDays', r.transit_days)), '[]'::jsonb)
            from carrier_rate r where r.carrier_id = k.id and r.validity @> (at at time zone k.time_zone)::date and (r.to_province is null or r.to_province = to_the_province) and (r.to_city is null or r.to_city = to_the_city))) order by k.id), '[]'::jsonb)
        from carrier k);
    end $body$`);

    // One plan for all calls, because planning costs more than running; so it must be good whatever the statistics say when it is made. Lists are joined by hash, never each with each, and what one location needs more is asked for it by
    // its index. No bitmap scans: the rows of a product lie apart, and handing each page to a process that reads it costs more than reading it.
    this.addSql(`create function routing_facts(asked jsonb) returns json language plpgsql stable set plan_cache_mode = 'force_generic_plan' set jit = off set enable_bitmapscan = off set enable_nestloop = off as $body$
    declare
      wanted text[] := array(select jsonb_array_elements_text(asked -> 'skus'));
      named text[] := array(select jsonb_array_elements_text(asked -> 'named'));
      reads text[] := array(select jsonb_array_elements_text(asked -> 'reads'));
      same_day boolean := asked -> 'sameDay'; ordered timestamptz := asked ->> 'orderedAt'; slot_from timestamptz := asked ->> 'slotFromAt'; slot_to timestamptz := asked ->> 'slotToAt';
    begin
      return (with c as materialized (select l.id, l.revision, l.party_id, l.time_zone, l.hourly_capacity, array_position(wanted, s.sku::text) - 1 as sku, s.units
          from (select sku, location_id, on_hand - reserved - safety as units from stock where sku = any(wanted) and on_hand - reserved - safety > 0 union all select null, unnest(named), 0) s join location l on l.id = s.location_id),
        l as materialized (select distinct id, party_id, time_zone, hourly_capacity from c where hourly_capacity is not null or reads && '{credit, lastOffer, unsold}' or same_day),
        z as materialized (select time_zone, to_char(now() at time zone time_zone, 'YYYY-MM-DD"T"HH24:MI') as local from (select distinct time_zone from c) d),
        t as materialized (select subject, period, taken from quota_taken where period = any(array(select left(local, 10) from z union all select left(local, 13) from z)))
      select json_build_object(
        'shelves', (select json_build_object('revision', array_agg(c.revision), 'sku', array_agg(c.sku), 'units', array_agg(c.units), 'dayTaken', array_agg(d.taken), 'hourTaken', array_agg(h.taken))
          from c join z using (time_zone) left join t d on d.subject = c.id and d.period = left(z.local, 10) left join t h on h.subject = c.id and h.period = left(z.local, 13)),
        'local', (select json_object_agg(time_zone, local) from z),
        'partyTaken', (select json_object_agg(substr(subject, 7) || '|' || period, taken) from t where subject like 'party/%'),
        'credit', case when 'credit' = any(reads) then (select json_object_agg(id, credit_score(id)) from l) end,
        'backlog', case when 'backlog' = any(reads) then (select json_object_agg(id, (select count(*) from fulfillment_order f where f.location_id = l.id and f.status in ('OPEN', 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP'))) from l where hourly_capacity is not null) end,
        'lastOffer', case when 'lastOffer' = any(reads) then (select json_object_agg(id, (select max(f.created_at) from fulfillment_order f where f.location_id = l.id)) from l) end,
        'unsold', case when 'unsold' = any(reads) then (select json_object_agg(id, (select coalesce(json_object_agg(sku, at), '{}') from (select g.sku, max(g.at) as at from stock_ledger g where g.location_id = l.id and g.sku = any(wanted) and g.kind = 'HAND_OVER' group by g.sku) g)) from l) end,
        'sameDay', case when same_day then (select json_object_agg(l.id, json_build_object('over', (ordered at time zone l.time_zone)::date < left(z.local, 10)::date, 'slot', (
            select json_build_object('period', p.period, 'capacity', (d ->> 'capacity')::int, 'taken', coalesce((select t.taken from quota_taken t where t.subject = 'slot/' || l.id and t.period = p.period), 0))
            from location k cross join jsonb_array_elements(k.delivery_slots) d cross join lateral (select left(z.local, 10) || 'T' || (d ->> 'from') as period) p
            where k.id = l.id and slot_from at time zone l.time_zone = left(z.local, 10)::date + (d ->> 'from')::interval and slot_to at time zone l.time_zone = left(z.local, 10)::date + (d ->> 'to')::interval))) from l join z using (time_zone)) end,
        'terms', carrier_terms(asked ->> 'province', asked ->> 'city', (asked ->> 'at')::timestamptz)));
    end $body$`);
  }

  override down(): void {
    this.addSql('drop function routing_facts; drop function carrier_terms;');
    this.addSql(
      'drop trigger quota_override_revised on quota_override; drop trigger party_changed on party; drop trigger party_revised on party; drop trigger location_revised on location;',
    );
    this.addSql(
      'drop function revise_override; drop function revise_party; drop function revise_locations; drop function revise_location;',
    );
    this.addSql('drop index "quota_taken_period_index"; alter table "location" drop column "revision";');
  }
}
