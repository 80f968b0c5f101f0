// Settings cached by `location.revision`; triggers set a new random revision whenever location, party or quota override
// changes.
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

/** The settings of a location that routing needs besides stock and counters. Quotas: null = no limit. */
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

/** The daily quota on a local day: an override's, else the location's own. */
export const quotaOn = (day: string, usual: number | null, others: readonly QuotaOfDays[]): number | null =>
  others.find(({ from, to }) => from <= day && day <= to)?.limit ?? usual;

interface SettingsRow extends Omit<LocationSettings, 'pausedUntilAt' | 'schedule'> {
  openingHours: string;
  pausedUntil: string | null;
}

const otherQuotas = (subject: string): string =>
  `(
      select coalesce(jsonb_agg(jsonb_build_object('from', from_day, 'to', to_day, 'limit', daily_quota)), '[]'::jsonb)
      from quota_override
      where subject = ${subject}
    )`;

/** All setting columns of a location; opening hours are text, so that equal schedules have equal text. */
const ownColumns = Object.keys(locationFields).map(
  (name) => `l.${columnOf(name)}${name === 'openingHours' ? '::text' : ''} as "${name}"`,
);

const settingsSql = `select l.id as "locationId", l.revision::float8 as revision, ${ownColumns.join(', ')},
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

const settingsOf = ({ openingHours, pausedUntil, ...row }: SettingsRow): LocationSettings => ({
  ...row,
  schedule: scheduleOf(row.timeZone, openingHours),
  pausedUntilAt: pausedUntil === null ? null : Date.parse(pausedUntil),
});

/** The settings of all locations, by id. */
export const loadLocationSettings = async (em: EntityManager): Promise<LocationSettings[]> =>
  (await em.execute<SettingsRow[]>(`${settingsSql} order by l.id`)).map(settingsOf);

/** The cached settings of one database: one entry per location, by revision. */
interface SettingsCache {
  byRevision: Map<number, LocationSettings>;
  revisions: Map<string, number>;
}
const caches = new WeakMap<object, SettingsCache>();

/**
 * The settings of these revisions, in their order; null when one has changed since it was read. A revision is never
 * reused, so that a cached entry stays true.
 */
export async function locationSettingsOf(
  em: EntityManager,
  revisions: readonly number[],
): Promise<LocationSettings[] | null> {
  const known = cacheOf(em);
  const unknown = revisions.filter((revision) => !known.byRevision.has(revision));
  if (unknown.length > 0)
    for (const row of await em.execute<SettingsRow[]>(
      `${settingsSql} where l.revision = any(string_to_array(?, ',')::bigint[])`,
      [unknown.join()],
    ))
      addToCache(known, settingsOf(row));
  const settings = revisions.map((revision) => known.byRevision.get(revision)).filter((one) => one !== undefined);
  return settings.length === revisions.length ? settings : null;
}

function cacheOf(em: EntityManager): SettingsCache {
  const known = caches.get(em.getDriver()) ?? {
    byRevision: new Map<number, LocationSettings>(),
    revisions: new Map<string, number>(),
  };
  caches.set(em.getDriver(), known);
  return known;
}

function addToCache({ byRevision, revisions }: SettingsCache, settings: LocationSettings): void {
  byRevision.delete(revisions.get(settings.locationId) ?? NaN);
  byRevision.set(settings.revision, settings);
  revisions.set(settings.locationId, settings.revision);
}
