import type { RefusalReason } from '../values/reasons.ts';
import type { Instant, Interval } from '../values/time.ts';

// How a location's answers and hand-overs change its availability and its credit score.
/**
 * Credit points per event unless the policy says otherwise. An honest early answer never costs more than silence, and
 * silence never more than giving up an accepted order; a claim that a count disproves costs most.
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
 * The event for a refusal. Missing goods cost nothing unless a count disproves the claim, being busy costs a little,
 * and closing during published hours also pauses the location.
 */
export const rejectionEvent = (reason: RefusalReason): PerformanceEvent =>
  excusedReasons.has(reason) ? 'REJECTED_HONESTLY' : reason === 'STORE_CLOSED' ? 'CLOSED_NOW' : 'REJECTED';

/** The most expensive refusal of a partial answer; null when nothing was refused. */
export function partialRejectionEvent(reasons: readonly RefusalReason[]): PerformanceEvent | null {
  return reasons.map(rejectionEvent).toSorted((a, b) => defaultWeights[a] - defaultWeights[b])[0] ?? null;
}

/**
 * Says whether a count disproves a claim of missing goods: it finds at least all units that were on hand and in doubt.
 */
export const countDisproves = (before: { onHand: number; inDoubt: number }, counted: number): boolean =>
  before.inDoubt > 0 && counted >= before.onHand + before.inDoubt;

const dayMs = 86_400_000;

/** When a location that is closed in its published hours is asked again: at its next opening, else after a day. */
export function reopensAt(intervals: readonly Interval[], at: Instant): Instant {
  return intervals.find(({ fromAt }) => at < fromAt)?.fromAt ?? at + dayMs;
}
