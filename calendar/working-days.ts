// A channel's calendar expanded into working days, cached per hour.
import type { WorkingDay, PromiseCalendar } from '../domain/promise/ship-by.ts';
import { localDays, timeOn } from './opening-hours.ts';

/** Longer than any run of holidays plus handling days */
const daysAhead = 60;
const hour = 3_600_000;
const mostKept = 500;
const expanded = new Map<string, WorkingDay[]>();

/** The working days from an instant on, for two months. */
export function workingDaysOf(calendar: PromiseCalendar, now: number): WorkingDay[] {
  const fromAt = Math.floor(now / hour) * hour;
  const key = `${fromAt}|${JSON.stringify(calendar)}`;
  const known = expanded.get(key);
  if (known) return known;
  if (expanded.size > mostKept) expanded.clear();
  const days = expand(calendar, fromAt);
  expanded.set(key, days);
  return days;
}

function expand({ timeZone, cutOff, shipTime, weekdays, holidays }: PromiseCalendar, fromAt: number): WorkingDay[] {
  return localDays(timeZone, fromAt, daysAhead)
    .filter((day) => weekdays.includes(day.weekday) && !holidays.includes(day.toFormat('yyyy-MM-dd')))
    .map((day) => ({ cutOffAt: timeOn(day, cutOff), shipAt: timeOn(day, shipTime) }));
}
