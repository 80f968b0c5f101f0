import type { RefusalReason } from '../values/reasons.ts';
import { nextOpening, type Instant, type Interval } from '../values/time.ts';

// What a location's deeds say about it: they wake or pause it, and they earn or cost it credit.
/**
 * Points that a deed counts where the policy says nothing else. An honest early answer never costs more than silence,
 * nor silence more than giving up what was accepted; a claim that a count disproves costs most.
 */
export const defaultWeights = {
  ACCEPTED: 1,
  REJECTED_HONESTLY: 0,
  REJECTED: -2,
  CLOSED_NOW: -2,
  INTERCEPT_REFUSED: -1,
  SHIPPED_LATE: -4,
  PICKUP_LATE: -4,
  EXPIRED: -6,
  INTERCEPT_UNANSWERED: -6,
  GAVE_UP: -8,
  COUNT_DISPROVED: -12,
} as const satisfies Record<string, number>;

export type PerformanceEvent = keyof typeof defaultWeights;
export const performanceEvents = Object.keys(defaultWeights) as PerformanceEvent[];
export interface LocationPerformance {
  locationId: string;
  event: PerformanceEvent;
}

const excusedReasons = new Set<RefusalReason>(['OUT_OF_STOCK', 'QUANTITY_MISMATCH', 'DAMAGED']);

/**
 * What a refusal for this reason says: goods that are not there are no fault until a count disproves it; being busy is
 * a mild one, being closed in published hours pauses the location, too.
 */
export const rejectionEvent = (reason: RefusalReason): PerformanceEvent =>
  excusedReasons.has(reason) ? 'REJECTED_HONESTLY' : reason === 'STORE_CLOSED' ? 'CLOSED_NOW' : 'REJECTED';

/** The heaviest of the refusals of a partial answer; null when nothing was refused. */
export function partialRejectionEvent(reasons: readonly RefusalReason[]): PerformanceEvent | null {
  return reasons.map(rejectionEvent).toSorted((a, b) => defaultWeights[a] - defaultWeights[b])[0] ?? null;
}

/**
 * Whether a count proves that goods claimed to be missing were there: all of what was in doubt is found beside what was
 * not.
 */
export const countDisproves = (before: { onHand: number; inDoubt: number }, counted: number): boolean =>
  before.inDoubt > 0 && counted >= before.onHand + before.inDoubt;

const dayMs = 86_400_000;

/** When a location that is closed in its published hours is asked again: at its next opening, else after a day. */
export function reopensAt(intervals: readonly Interval[], at: Instant): Instant {
  const current = intervals.find((i) => i.fromAt <= at && at < i.toAt);
  return nextOpening(intervals, current?.toAt ?? at) ?? at + dayMs;
}
