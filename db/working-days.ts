// A channel's calendar into working days: the time zone's work, remembered per hour.
import type { WorkingDay } from '../domain/promise.ts';
import type { PromiseCalendar } from '../domain/policy.ts';
import { localDays, timeOn } from './opening-hours.ts';

const hour = 3_600_000;
/** Longer than any row of holidays and handling days. */
const daysAhead = 60;
const expanded = new Map<string, WorkingDay[]>();

/** The working days from an instant on, for two months. */
export function workingDaysOf(calendar: PromiseCalendar, now: number): WorkingDay[] {
  const fromAt = Math.floor(now / hour) * hour;
  const key = `${fromAt}|${JSON.stringify(calendar)}`;
  if (expanded.size > 500) expanded.clear();
  const days = expanded.get(key) ?? expand(calendar, fromAt);
  expanded.set(key, days);
  return days;
}

function expand({ timeZone, cutOff, shipTime, weekdays, holidays }: PromiseCalendar, fromAt: number): WorkingDay[] {
  return localDays(timeZone, fromAt, daysAhead)
    .filter((day) => weekdays.includes(day.weekday) && !holidays.includes(day.toFormat('yyyy-MM-dd')))
    .map((day) => ({ cutOffAt: timeOn(day, cutOff), shipAt: timeOn(day, shipTime) }));
}
