// A channel's calendar into working days: the time zone's work, remembered per hour.
import type { WorkingDay } from '../domain/promise.ts';
import type { PromiseCalendar } from '../domain/policy.ts';
import { hourly } from './hourly.ts';
import { localDays, timeOn } from './opening-hours.ts';

/** Longer than any row of holidays and handling days. */
const daysAhead = 60;
const expanded = hourly<WorkingDay[]>(500);

/** The working days from an instant on, for two months. */
export function workingDaysOf(calendar: PromiseCalendar, now: number): WorkingDay[] {
  return expanded(JSON.stringify(calendar), now, (fromAt) => expand(calendar, fromAt));
}

function expand({ timeZone, cutOff, shipTime, weekdays, holidays }: PromiseCalendar, fromAt: number): WorkingDay[] {
  return localDays(timeZone, fromAt, daysAhead)
    .filter((day) => weekdays.includes(day.weekday) && !holidays.includes(day.toFormat('yyyy-MM-dd')))
    .map((day) => ({ cutOffAt: timeOn(day, cutOff), shipAt: timeOn(day, shipTime) }));
}
