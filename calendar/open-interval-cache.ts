// Open intervals by schedule, expanded once per hour: most locations share a schedule, and time zones are expensive to
// compute.
import type { Interval, OpeningHours } from '../domain/values/time.ts';
import { expandOpenIntervals } from './opening-hours.ts';

/** A time zone and published hours as JSON text; locations with equal hours share one object. */
export interface Schedule {
  timeZone: string;
  openingHours: string;
}

const schedules = new Map<string, Schedule>();

/** The shared object for a time zone and published hours. */
export function scheduleOf(timeZone: string, openingHours: string): Schedule {
  const key = `${timeZone}|${openingHours}`;
  if (schedules.size > 20_000) schedules.clear();
  const schedule = schedules.get(key) ?? { timeZone, openingHours };
  schedules.set(key, schedule);
  return schedule;
}

const hour = 3_600_000;
const expanded = new WeakMap<Schedule, { fromAt: number; intervals: Interval[] }>();

/** Returns a function that gives the open intervals of a schedule, from `now` on. */
export function openHours(now: number): (schedule: Schedule) => Interval[] {
  const fromNow = new Map<Schedule, Interval[]>();
  return (schedule) => {
    const ready = fromNow.get(schedule);
    if (ready) return ready;
    const left = sinceHour(schedule, Math.floor(now / hour) * hour)
      .filter((i) => i.toAt > now)
      .map((i) => ({ fromAt: Math.max(i.fromAt, now), toAt: i.toAt }));
    fromNow.set(schedule, left);
    return left;
  };
}

function sinceHour(schedule: Schedule, fromAt: number): Interval[] {
  const ready = expanded.get(schedule);
  if (ready?.fromAt === fromAt) return ready.intervals;
  const intervals = expandOpenIntervals(
    { timeZone: schedule.timeZone, ...(JSON.parse(schedule.openingHours) as OpeningHours) },
    fromAt,
    8,
  );
  expanded.set(schedule, { fromAt, intervals });
  return intervals;
}
