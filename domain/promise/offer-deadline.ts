import { addOpenSeconds, nextOpening, openSecondsBetween, type Interval, type Instant } from '../values/time.ts';

export interface OfferTiming {
  now: Instant;
  intervals: readonly Interval[];
  policy: { offerSeconds: number; minOfferSeconds: number };
  shipByAt: Instant | null;
  handlingSeconds: number;
}

/**
 * The deadline for a location's answer: max(minimum, min(policy, time left to ship-by − handling)), counted in its open
 * hours, from its opening if it is closed now. Null when it never opens; its last known closing when the known open
 * hours end before the deadline.
 */
export function offerDeadline(timing: OfferTiming): Instant | null {
  if (nextOpening(timing.intervals, timing.now) === null) return null;
  const seconds = Math.max(timing.policy.minOfferSeconds, Math.min(timing.policy.offerSeconds, secondsLeft(timing)));
  return addOpenSeconds(timing.intervals, timing.now, seconds) ?? lastClosing(timing);
}

function secondsLeft(timing: OfferTiming): number {
  if (timing.shipByAt === null) return Number.MAX_SAFE_INTEGER;
  return openSecondsBetween(timing.intervals, timing.now, timing.shipByAt - timing.handlingSeconds * 1000);
}

const lastClosing = (timing: OfferTiming): Instant | null => timing.intervals.at(-1)?.toAt ?? null;
