// Open intervals of locations, from their published hours.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Interval } from '../../domain/values/time.ts';
import { type Schedule, scheduleOf, openHours } from '../../calendar/open-interval-cache.ts';

/** The open intervals of these locations for a week, by location. */
export async function loadOpenIntervals(
  em: EntityManager,
  locationIds: string[],
  now: number,
): Promise<Record<string, Interval[]>> {
  if (locationIds.length === 0) return {};
  const rows = await em.execute<({ id: string } & Schedule)[]>(
    `select id, time_zone as "timeZone", opening_hours::text as "openingHours"
      from location
      where id = any(string_to_array(?, chr(31)))`,
    [locationIds.join('\u001f')],
  );
  const hours = openHours(now);
  return Object.fromEntries(
    rows.map(({ id, timeZone, openingHours }) => [id, hours(scheduleOf(timeZone, openingHours))]),
  );
}
