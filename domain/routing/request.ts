import type { Destination, Instant, Method } from '../order.ts';
import type { Interval } from '../opening-hours.ts';

/** A location as routing sees it, at the moment of the decision. */
export interface Candidate {
  locationId: string; kind: 'STORE' | 'WAREHOUSE'; partyId: string; province: string; city: string; latitude: number | null; longitude: number | null;
  participating: boolean; pausedUntilAt: Instant | null; autoAccept: boolean;
  carriers: string[];                    // carriers that collect there
  quotaLimit: number | null; quotaTaken: number; quotaDay: string;
  openIntervals: Interval[];             // ascending, from now on, a week ahead
  available: Record<string, number>;     // by SKU; absent = 0
}

export interface LineNeed { lineId: string; sku: string; quantity: number }

export interface RoutingRequest {
  now: Instant; method: Method; pickupLocationId: string | null; destination: Destination | null;
  shipByAt: Instant | null; handlingSeconds: number;
  carriers: string[];                    // carriers that reach the destination
  lines: LineNeed[];
  exclusions: { lineId: string; locationId: string; untilAt: Instant }[];
  preferredLocationId: string | null;    // asked again first, after a hold
  onlyLocationId: string | null;         // an operator's choice
  ignoreQuota: boolean; ignoreExclusions: boolean;
}

/** Immutable once published; every decision stores its version. Rule names are the files of routing/rules. */
export interface RoutingProfile { version: number; rules: string[]; split: 'NEVER' | 'BY_LINE' | 'BY_QUANTITY' }

/** One idea, one file. `eliminate` gives the reason a candidate falls, `score` ranks it: the lower the better. */
export interface RoutingRule {
  name: string;
  eliminate?: (candidate: Candidate, request: RoutingRequest) => string | null;
  score?: (candidate: Candidate, request: RoutingRequest) => number;
}

export interface CandidateVerdict { locationId: string; fell: { rule: string; reason: string } | null; scores: Record<string, number>; chosen: boolean }
export interface Assignment { locationId: string; lines: { lineId: string; quantity: number }[] }
/** `unrouted` is what no candidate can serve. Every candidate has a verdict, best first, the fallen last. */
export interface RoutingPlan { profileVersion: number; assignments: Assignment[]; unrouted: { lineId: string; quantity: number }[]; verdicts: CandidateVerdict[] }
