// Places as people set them up, kept by this process: what hardly ever changes of a location is loaded only when its
// revision moved. The database draws that anew in the transaction that changes anything of it.
import type { EntityManager } from '@mikro-orm/postgresql';
import { locationFields, type LocationSetup } from '../../domain/setup/location.ts';
import type { Instant } from '../../domain/values/time.ts';
import { type Schedule, scheduleOf } from '../../calendar/open-interval-cache.ts';
import { columnOf } from '../connection/row-codec.ts';

/** A daily quota for some days, both included, YYYY-MM-DD. */
interface QuotaOfDays {
  from: string;
  to: string;
  limit: number;
}

/** What routing knows of a location before it looks at stock and counters. Quotas: null = no limit. */
export interface LocationSettings extends Omit<LocationSetup, 'openingHours'> {
  locationId: string;
  revision: number;
  pausedUntilAt: Instant | null;
  schedule: Schedule;
  otherQuotas: QuotaOfDays[];
  partyKind: string;
  partyQuota: number | null;
  otherPartyQuotas: QuotaOfDays[];
}

/** The daily quota of a local day: that of a campaign, else the usual one. */
export const quotaOn = (day: string, usual: number | null, others: readonly QuotaOfDays[]): number | null =>
  others.find(({ from, to }) => from <= day && day <= to)?.limit ?? usual;

interface PlaceRow extends Omit<LocationSettings, 'pausedUntilAt' | 'schedule'> {
  openingHours: string;
  pausedUntil: string | null;
}

const otherQuotas = (subject: string): string =>
  `(
      select coalesce(jsonb_agg(jsonb_build_object('from', from_day, 'to', to_day, 'limit', daily_quota)), '[]'::jsonb)
      from quota_override
      where subject = ${subject}
    )`;

/** Every column that operators set up, as it is declared; opening hours as text, by which schedules are told apart. */
const ownColumns = Object.keys(locationFields).map(
  (name) => `l.${columnOf(name)}${name === 'openingHours' ? '::text' : ''} as "${name}"`,
);

const placesSql = `select l.id as "locationId", l.revision::float8 as revision, ${ownColumns.join(', ')},
    case
      when l.paused_until = 'infinity' then '9999-12-31T00:00:00Z'
      else to_json(l.paused_until) #>> '{}'
    end as "pausedUntil",
    ${otherQuotas('l.id')} as "otherQuotas",
    coalesce(p.kind, '') as "partyKind",
    p.daily_quota as "partyQuota",
    ${otherQuotas("'party/' || l.party_id")} as "otherPartyQuotas"
  from location l
  left join party p on p.id = l.party_id`;

const placeOf = ({ openingHours, pausedUntil, ...row }: PlaceRow): LocationSettings => ({
  ...row,
  schedule: scheduleOf(row.timeZone, openingHours),
  pausedUntilAt: pausedUntil === null ? null : Date.parse(pausedUntil),
});

/** All places, by id. */
export const loadLocationSettings = async (em: EntityManager): Promise<LocationSettings[]> =>
  (await em.execute<PlaceRow[]>(`${placesSql} order by l.id`)).map(placeOf);

/** The places of one database: one of each location, by its revision. */
interface Kept {
  byRevision: Map<number, LocationSettings>;
  revisions: Map<string, number>;
}
const kept = new WeakMap<object, Kept>();

/**
 * The places of these revisions, in their order; null when one of them has changed since they were read. A revision is
 * never given twice, so what is kept under it stays true.
 */
export async function locationSettingsOf(
  em: EntityManager,
  revisions: readonly number[],
): Promise<LocationSettings[] | null> {
  const known = keptOf(em);
  const unknown = revisions.filter((revision) => !known.byRevision.has(revision));
  if (unknown.length > 0)
    for (const row of await em.execute<PlaceRow[]>(
      `${placesSql} where l.revision = any(string_to_array(?, ',')::bigint[])`,
      [unknown.join()],
    ))
      keep(known, placeOf(row));
  const places = revisions.map((revision) => known.byRevision.get(revision)).filter((place) => place !== undefined);
  return places.length === revisions.length ? places : null;
}

function keptOf(em: EntityManager): Kept {
  const known = kept.get(em.getDriver()) ?? {
    byRevision: new Map<number, LocationSettings>(),
    revisions: new Map<string, number>(),
  };
  kept.set(em.getDriver(), known);
  return known;
}

function keep({ byRevision, revisions }: Kept, place: LocationSettings): void {
  byRevision.delete(revisions.get(place.locationId) ?? NaN);
  byRevision.set(place.revision, place);
  revisions.set(place.locationId, place.revision);
}
