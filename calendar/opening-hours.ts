// Published hours expanded into open intervals: time zones are handled here, domain/ only adds and compares instants.
import { DateTime } from 'luxon';
import type { HoursRange, Instant, Interval, OpeningHours } from '../domain/values/time.ts';

export interface PublishedHours extends OpeningHours {
  timeZone: string;
}

/**
 * The open intervals from an instant on for a number of local days: ascending, touching ones merged, cut to that span.
 */
export function expandOpenIntervals(hours: PublishedHours, fromAt: Instant, days: number): Interval[] {
  const now = local(hours.timeZone, fromAt);
  const endAt = now.plus({ days }).toMillis();
  // a range of the day before may cross midnight, and the span's end reaches into one more day
  const dates = Array.from({ length: days + 2 }, (_, at) => now.startOf('day').plus({ days: at - 1 }));
  const intervals = dates
    .flatMap((day) => rangesOf(hours, day).map((range) => toInterval(day, range)))
    .map(({ fromAt: start, toAt: end }) => ({ fromAt: Math.max(start, fromAt), toAt: Math.min(end, endAt) }));
  return merge(intervals.filter((interval) => interval.fromAt < interval.toAt));
}

/** The local calendar day of an instant, YYYY-MM-DD; a daily quota counts for it. */
export function localDay(timeZone: string, at: Instant): string {
  return local(timeZone, at).toFormat('yyyy-MM-dd');
}

/** The local hour of an instant, YYYY-MM-DDTHH; an hourly quota counts for it. */
export function localHour(timeZone: string, at: Instant): string {
  return local(timeZone, at).toFormat("yyyy-MM-dd'T'HH");
}

/** A number of local days, beginning with the day of that instant. */
export function localDays(timeZone: string, fromAt: Instant, count: number): DateTime[] {
  const first = local(timeZone, fromAt).startOf('day');
  return Array.from({ length: count }, (_, at) => first.plus({ days: at }));
}

/** The instant of a local time "HH:MM" on a day by the wall clock; "24:00" is the end of the day. */
export const timeOn = (day: DateTime, time: string): Instant => atMinute(day, minuteOf(time));

/** The local minute of the day of an instant. */
export function localMinute(timeZone: string, at: Instant): number {
  const localTime = local(timeZone, at);
  return localTime.hour * 60 + localTime.minute;
}

function local(timeZone: string, at: Instant): DateTime {
  const localTime = DateTime.fromMillis(at, { zone: timeZone });
  if (!localTime.isValid) throw new RangeError(`No such time zone or instant: ${timeZone}, ${at}`);
  return localTime;
}

function rangesOf(hours: PublishedHours, day: DateTime): HoursRange[] {
  return hours.special[day.toFormat('yyyy-MM-dd')] ?? hours.weekly[String(day.weekday)] ?? [];
}

function toInterval(day: DateTime, [from, to]: HoursRange): Interval {
  const fromMinute = minuteOf(from);
  const toMinute = minuteOf(to);
  return {
    fromAt: atMinute(day, fromMinute),
    toAt: atMinute(toMinute <= fromMinute ? day.plus({ days: 1 }) : day, toMinute),
  };
}

/** The minute of the day of a time "HH:MM"; "24:00" is 1440. Throws RangeError for anything else. */
export function minuteOf(text: string): number {
  const [, hour = '', minute = ''] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (hour === '' || minutes > 1440) throw new RangeError(`${text} is no time of day`);
  return minutes;
}

/** By the wall clock, not by hours since midnight, so that a day of 23 or 25 hours opens on time. */
function atMinute(day: DateTime, minute: number): Instant {
  if (minute === 1440) return day.plus({ days: 1 }).startOf('day').toMillis();
  return day
    .startOf('day')
    .set({ hour: Math.floor(minute / 60), minute: minute % 60 })
    .toMillis();
}

function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const interval of intervals.toSorted((a, b) => a.fromAt - b.fromAt)) {
    const last = merged.at(-1);
    if (last && interval.fromAt <= last.toAt) last.toAt = Math.max(last.toAt, interval.toAt);
    else merged.push({ ...interval });
  }
  return merged;
}
