// Locations as routing sees them, in one statement: everything that keeps one of the wanted products, and those named.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Interval } from '../domain/opening-hours.ts';
import type { CarrierTerms } from '../domain/carriers/terms.ts';
import { usualCreditPolicy } from '../domain/credit.ts';
import { parcelQuoter } from '../domain/routing/parcel-quoter.ts';
import type { Candidate, Fact, RoutingRequest, SameDayThere } from '../domain/routing/request.ts';
import { termsFor, termsSql } from './carriers.ts';
import { sameDayFor, sameDaySql } from './delivery-slots.ts';
import { hourly } from './hourly.ts';
import { expandOpenIntervals, type PublishedHours } from './opening-hours.ts';

interface CandidateRow extends Omit<Candidate, 'openIntervals' | 'pausedUntilAt' | 'lastOfferAt' | 'unsoldSince' | 'quotes' | 'sameDay'> {
  timeZone: string; openingHours: string; pausedUntil: string | null; lastOffer: string | null; unsoldSince: Record<string, string>; terms: CarrierTerms[] | null; sameDay: SameDayThere | null;
}

/** How each fact is read where a criterion of the profile wants it, and its resting value where none does. */
const facts: Record<Fact, { column: string; wanted: string; resting: string }> = {
  credit: { column: 'creditScore', resting: String(usualCreditPolicy.base), wanted: 'credit_score(l.id)' },
  backlog: { column: 'backlog', resting: '0', wanted: `case when l.hourly_capacity is null then 0 else (select count(*)::int from fulfillment_order f where f.location_id = l.id and f.status in ('OPEN', 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP')) end` },
  lastOffer: { column: 'lastOffer', resting: 'null', wanted: `(select to_json(max(f.created_at)) #>> '{}' from fulfillment_order f where f.location_id = l.id)` },
  unsold: { column: 'unsoldSince', resting: `'{}'::jsonb`, wanted: `(select coalesce(jsonb_object_agg(g.sku, g.at), '{}'::jsonb) from (select g.sku, max(g.at) as at from stock_ledger g where g.location_id = l.id and g.sku = any(w.skus) and g.kind = 'HAND_OVER' group by g.sku) g)` },
};

const candidatesSql = (reads: ReadonlySet<Fact>, sameDay: boolean): string => `with w as (select string_to_array(?, chr(31)) as skus, array(select distinct id from unnest(array[?, ?]) id where id is not null) as named),
    s as (select location_id, jsonb_object_agg(sku, on_hand - reserved - safety) as available from stock where sku = any((select skus from w)::text[]) and on_hand - reserved - safety > 0 group by location_id)
  select l.id as "locationId", l.kind, l.party_id as "partyId", coalesce(p.kind, '') as "partyKind", l.province, l.city, l.latitude, l.longitude, l.participating, l.auto_accept as "autoAccept",
    l.methods, l.carriers as collecting, (extract(hour from n.local) * 60 + extract(minute from n.local))::int as "localMinute", l.hourly_capacity as "hourlyCapacity", coalesce(lo.daily_quota, l.daily_quota) as "quotaLimit", coalesce(q.taken, 0) as "quotaTaken", d.day as "quotaDay",
    case when l.hourly_quota is not null then jsonb_build_object('period', d.hour, 'limit', l.hourly_quota, 'taken', coalesce(h.taken, 0)) end as "hourlyQuota",
    case when coalesce(po.daily_quota, p.daily_quota) is not null then jsonb_build_object('limit', coalesce(po.daily_quota, p.daily_quota), 'taken', coalesce(pq.taken, 0)) end as "franchiseQuota", l.time_zone as "timeZone", l.opening_hours::text as "openingHours",
    case when l.paused_until = 'infinity' then '9999-12-31T00:00:00Z' else to_json(l.paused_until) #>> '{}' end as "pausedUntil", s.available,
    ${Object.entries(facts).map(([fact, { column, wanted, resting }]) => `${reads.has(fact as Fact) ? wanted : resting} as "${column}"`).join(', ')}, ${sameDay ? sameDaySql : 'null::jsonb'} as "sameDay",
    case when row_number() over () = 1 then (${termsSql}) end as terms
  from w cross join lateral (select s.location_id as id, s.available from s union all select n.id, '{}'::jsonb from unnest(w.named) n (id) where n.id not in (select location_id from s)) s
  join location l on l.id = s.id
  cross join lateral (select now() at time zone l.time_zone as local) n
  cross join lateral (select to_char(n.local, 'YYYY-MM-DD') as day, to_char(n.local, 'YYYY-MM-DD"T"HH24') as hour) d
  left join party p on p.id = l.party_id
  left join quota_taken q on q.subject = l.id and q.period = d.day
  left join quota_taken h on l.hourly_quota is not null and h.subject = l.id and h.period = d.hour
  left join quota_taken pq on pq.subject = 'party/' || l.party_id and pq.period = d.day
  left join quota_override lo on lo.subject = l.id and n.local::date between lo.from_day and lo.to_day
  left join quota_override po on po.subject = 'party/' || l.party_id and n.local::date between po.from_day and po.to_day`;

/** Candidates for a request, as of this transaction's now(): every location that has one of the products, and those that are named; with the terms of the carriers that may be asked. */
export async function loadCandidates(em: EntityManager, request: RoutingRequest, reads: ReadonlySet<Fact>): Promise<{ candidates: Candidate[]; carriers: CarrierTerms[] }> {
  const skus = [...new Set(request.lines.map((l) => l.sku))].join('\u001f');
  const rows = await em.execute<CandidateRow[]>(candidatesSql(reads, request.sameDay), [skus, request.pickupLocationId, request.onlyLocationId, ...(request.sameDay ? sameDayFor(request) : []), ...termsFor(request.destination, request.now)]);
  const carriers = rows.find((row) => row.terms !== null)?.terms ?? [];
  const hours = openHours(request.now);
  const quotes = parcelQuoter(carriers, request);
  return { carriers, candidates: rows.map((row) => candidateOf(row, { hours, quotes })) };
}

interface Making { hours: ReturnType<typeof openHours>; quotes: ReturnType<typeof parcelQuoter> }

/** Field by field: spreading a row costs more than all the rest for a thousand of them. */
const candidateOf = (row: CandidateRow, { hours, quotes }: Making): Candidate => ({
  locationId: row.locationId, kind: row.kind, partyId: row.partyId, partyKind: row.partyKind, province: row.province, city: row.city, latitude: row.latitude, longitude: row.longitude,
  participating: row.participating, pausedUntilAt: row.pausedUntil === null ? null : Date.parse(row.pausedUntil), autoAccept: row.autoAccept, methods: row.methods, collecting: row.collecting, localMinute: row.localMinute, quotes: quotes(row),
  creditScore: row.creditScore, hourlyCapacity: row.hourlyCapacity, backlog: row.backlog, quotaLimit: row.quotaLimit, quotaTaken: row.quotaTaken, quotaDay: row.quotaDay, hourlyQuota: row.hourlyQuota, franchiseQuota: row.franchiseQuota,
  lastOfferAt: row.lastOffer === null ? null : Date.parse(row.lastOffer), unsoldSince: Object.fromEntries(Object.entries(row.unsoldSince).map(([sku, at]) => [sku, Date.parse(at)])),
  openIntervals: hours(row.timeZone, row.openingHours), available: row.available, ...(row.sameDay ? { sameDay: row.sameDay } : {}),
});

/** Open intervals of the given locations for a week, by location. */
export async function loadOpenIntervals(em: EntityManager, locationIds: string[], now: number): Promise<Record<string, Interval[]>> {
  if (locationIds.length === 0) return {};
  const rows = await em.execute<{ id: string; timeZone: string; openingHours: string }[]>(
    'select id, time_zone as "timeZone", opening_hours::text as "openingHours" from location where id = any(string_to_array(?, chr(31)))', [locationIds.join('\u001f')]);
  const hours = openHours(now);
  return Object.fromEntries(rows.map(({ id, timeZone, openingHours }) => [id, hours(timeZone, openingHours)]));
}

const expanded = hourly<Interval[]>(2000);

/** Open intervals from `now` on, by time zone and published hours as JSON text. */
export function openHours(now: number): (timeZone: string, openingHours: string) => Interval[] {
  const fromNow = new Map<string, Interval[]>();
  return (timeZone, openingHours) => {
    const schedule = `${timeZone}|${openingHours}`;
    const ready = fromNow.get(schedule);
    if (ready) return ready;
    const intervals = expanded(schedule, now, (fromAt) => expandOpenIntervals({ timeZone, ...JSON.parse(openingHours) as Omit<PublishedHours, 'timeZone'> }, fromAt, 8));
    const left = intervals.filter((i) => i.toAt > now).map((i) => ({ fromAt: Math.max(i.fromAt, now), toAt: i.toAt }));
    fromNow.set(schedule, left);
    return left;
  };
}
