// What routing answers: who serves what, and why. Plain data that is kept with the order.
import type { Ineligible } from './criterion.ts';

export interface Assignment {
  locationId: string;
  lines: { lineId: string; quantity: number }[];
}

/**
 * `ineligible`: the first criterion that said no. `scores`: by criterion; the lower the better, null is unknown and
 * last.
 */
export interface CandidateVerdict {
  locationId: string;
  ineligible: ({ criterion: string } & Ineligible) | null;
  scores: Record<string, number | null>;
  chosen: boolean;
}

/**
 * One location takes all; the best of all splits; a good split, because there were too many to compare them all;
 * nobody.
 */
export type AllocationMethod = 'COMPLETE' | 'EXACT' | 'GREEDY' | 'NOBODY';

/**
 * A rule that was tried: skipped by its first condition that does not hold, or applied with a verdict for each
 * candidate, best first, the fallen last. `ranking`: its criteria in the order in which they decide.
 */
export interface TriedRule {
  rule: string;
  skippedBy: string | null;
  how: AllocationMethod;
  ranking: string[];
  verdicts: CandidateVerdict[];
}

/** Had this been so, the choice would have been another. */
export interface Counterfactual {
  locationId: string;
  criterion: string;
  detail: string;
}

/**
 * assigned + unrouted = asked; `unrouted` is what no rule could place, and `rest` what the last rule wants done with
 * it.
 */
export interface RoutingPlan {
  profileVersion: number;
  profileName: string;
  tried: TriedRule[];
  assignments: Assignment[];
  unrouted: { lineId: string; quantity: number }[];
  rest: 'UNROUTED' | 'HOLD' | 'CANCEL';
  // the plan without the best ranked of the chosen locations; null when it is that nobody serves anything
  runnerUp: Assignment[] | null;
  wouldHaveChanged: Counterfactual[];
}
