// Locations as routing sees them, in one statement: everything that keeps one of the wanted products, and those named.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Interval } from '../domain/opening-hours.ts';
import type { Candidate, RoutingRequest } from '../domain/routing/request.ts';
import { expandOpenIntervals, type PublishedHours } from './opening-hours.ts';

interface CandidateRow extends Omit<Candidate, 'openIntervals' | 'pausedUntilAt'> { timeZone: string; openingHours: Omit<PublishedHours, 'timeZone'>; pausedUntil: string | null }

const candidatesSql = `select l.id as "locationId", l.kind, l.party_id as "partyId", l.province, l.city, l.latitude, l.longitude, l.participating, l.auto_accept as "autoAccept", l.carriers,
    l.daily_quota as "quotaLimit", coalesce(q.taken, 0) as "quotaTaken", d.day as "quotaDay", l.time_zone as "timeZone", l.opening_hours as "openingHours",
    case when l.paused_until = 'infinity' then '9999-12-31T00:00:00Z' else to_json(l.paused_until) #>> '{}' end as "pausedUntil", coalesce(s.available, '{}'::jsonb) as available
  from location l
  cross join lateral (select to_char(now() at time zone l.time_zone, 'YYYY-MM-DD') as day) d
  left join quota_day q on q.location_id = l.id and q.day = d.day
  left join (select location_id, jsonb_object_agg(sku, greatest(0, on_hand - reserved - safety)) as available from stock where sku = any(string_to_array(?, chr(31))) group by location_id) s on s.location_id = l.id
  where s.location_id is not null or l.id = ? or l.id = ?`;

/** Candidates for a request, as of this transaction's now(). */
export async function loadCandidates(em: EntityManager, request: RoutingRequest): Promise<Candidate[]> {
  const skus = [...new Set(request.lines.map((l) => l.sku))].join('\u001f');
  const rows = await em.execute<CandidateRow[]>(candidatesSql, [skus, request.pickupLocationId ?? '', request.onlyLocationId ?? '']);
  return rows.map(({ timeZone, openingHours, pausedUntil, ...row }) => ({
    ...row, pausedUntilAt: pausedUntil === null ? null : Date.parse(pausedUntil), openIntervals: openIntervals({ timeZone, ...openingHours }, request.now),
  }));
}

/** Open intervals of the given locations for a week, by location. */
export async function loadOpenIntervals(em: EntityManager, locationIds: string[], now: number): Promise<Record<string, Interval[]>> {
  if (locationIds.length === 0) return {};
  const rows = await em.execute<{ id: string; timeZone: string; openingHours: Omit<PublishedHours, 'timeZone'> }[]>(
    'select id, time_zone as "timeZone", opening_hours as "openingHours" from location where id = any(string_to_array(?, chr(31)))', [locationIds.join('\u001f')]);
  return Object.fromEntries(rows.map(({ id, ...hours }) => [id, openIntervals({ timeZone: hours.timeZone, ...hours.openingHours }, now)]));
}

/** Carriers that deliver to a province. */
export async function loadCarriers(em: EntityManager, province: string | null): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>('select id from carrier where provinces is null or provinces @> to_jsonb(array[?::text]) order by id', [province ?? '']);
  return rows.map((r) => r.id);
}

const hour = 3_600_000;
const expanded = new Map<string, Interval[]>();

/** Published hours expanded once per hour and schedule: most locations share few schedules, and time zones are slow arithmetic. */
function openIntervals(hours: PublishedHours, now: number): Interval[] {
  const fromAt = Math.floor(now / hour) * hour;
  const key = `${fromAt}|${JSON.stringify(hours)}`;
  if (expanded.size > 2000) expanded.clear();
  const intervals = expanded.get(key) ?? expandOpenIntervals(hours, fromAt, 8);
  expanded.set(key, intervals);
  return intervals.filter((i) => i.toAt > now).map((i) => ({ fromAt: Math.max(i.fromAt, now), toAt: i.toAt }));
}
