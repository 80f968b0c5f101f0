// The result of routing: which location serves which quantities, and why. Plain data, stored with the order.
import type { Ineligible } from './criterion.ts';

export interface Assignment {
  locationId: string;
  lines: { lineId: string; quantity: number }[];
}

/**
 * `ineligible` is the first criterion that refused. `scores` per criterion: the lowest is best, null is unknown and
 * ranks last.
 */
export interface CandidateVerdict {
  locationId: string;
  ineligible: ({ criterion: string } & Ineligible) | null;
  scores: Record<string, number | null>;
  chosen: boolean;
}

/**
 * COMPLETE: one location takes everything. EXACT: the best of all splits. GREEDY: a good split, because there were too
 * many to compare. NOBODY: no location serves it.
 */
export type AllocationMethod = 'COMPLETE' | 'EXACT' | 'GREEDY' | 'NOBODY';

/**
 * A rule that was tried: skipped by the first condition that does not hold, or applied with a verdict per candidate,
 * best first and ineligible ones last. `ranking` lists its criteria in the order in which they decide.
 */
export interface TriedRule {
  rule: string;
  skippedBy: string | null;
  how: AllocationMethod;
  ranking: string[];
  verdicts: CandidateVerdict[];
}

/** A difference that would have changed the choice. */
export interface Counterfactual {
  locationId: string;
  criterion: string;
  detail: string;
}

/**
 * assigned + unrouted = requested; `unrouted` could not be placed by any rule, and `rest` is the last rule's action for
 * it.
 */
export interface RoutingPlan {
  profileVersion: number;
  profileName: string;
  tried: TriedRule[];
  assignments: Assignment[];
  unrouted: { lineId: string; quantity: number }[];
  rest: 'UNROUTED' | 'HOLD' | 'CANCEL';
  // the plan without the best ranked of the chosen locations; null when no location would serve anything then
  runnerUp: Assignment[] | null;
  wouldHaveChanged: Counterfactual[];
}
