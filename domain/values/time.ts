// Open hours as ascending intervals without overlap; each includes its start and excludes its end.

export interface Interval {
  fromAt: Instant;
  toAt: Instant;
}

/** Says whether the location is open at that instant; at its closing time it is closed. */
export function openNow(intervals: readonly Interval[], at: Instant): boolean {
  return intervals.some((interval) => interval.fromAt <= at && at < interval.toAt);
}

/** The first open instant at or after `at`; `at` itself when open; null without a later opening. */
export function nextOpening(intervals: readonly Interval[], at: Instant): Instant | null {
  const next = intervals.find((interval) => at < interval.toAt);
  return next ? Math.max(at, next.fromAt) : null;
}

/** The instant at which this many seconds of open time have passed since `fromAt`; null if the intervals end before. */
export function addOpenSeconds(intervals: readonly Interval[], fromAt: Instant, seconds: number): Instant | null {
  let leftMs = Math.round(seconds * 1000);
  for (const interval of intervals.filter((one) => fromAt < one.toAt)) {
    const startAt = Math.max(fromAt, interval.fromAt);
    if (leftMs <= interval.toAt - startAt) return startAt + leftMs;
    leftMs -= interval.toAt - startAt;
  }
  return null;
}

/** Seconds of open time between two instants; 0 when the second is not after the first. */
export function openSecondsBetween(intervals: readonly Interval[], fromAt: Instant, toAt: Instant): number {
  const openMs = intervals.reduce(
    (total, interval) => total + Math.max(0, Math.min(toAt, interval.toAt) - Math.max(fromAt, interval.fromAt)),
    0,
  );
  return openMs / 1000;
}

export type Instant = number;

/** A period of one day in which the buyer wants the delivery. */
export interface Slot {
  fromAt: Instant;
  toAt: Instant;
}

/** From and to in local time, "HH:MM"; "24:00" is the end of the day; a `to` at or before `from` is on the next day. */
export type HoursRange = [from: string, to: string];
/** Local opening hours: by ISO weekday, 1 Monday … 7 Sunday, and, instead of it, by date YYYY-MM-DD; [] is closed. */
export interface OpeningHours {
  weekly: Record<string, HoursRange[]>;
  special: Record<string, HoursRange[]>;
}
