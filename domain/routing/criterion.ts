// The three kinds of criteria in a routing rule. A criterion is one file with an entry in register.ts.
import type { Fields, ValuesOf } from '../values/field.ts';
import type { Candidate, CandidateField, LineNeed, RoutingRequest } from './request.ts';

/** The reason why a location is not asked: a stable code and a sentence with the figures. */
export interface Ineligible {
  code: string;
  detail: string;
}
/** Ineligible for this line unless it ships the complete order: as an equal, or as the last resort. */
export interface LineIneligible extends Ineligible {
  exceptComplete?: 'EQUAL' | 'LAST_RESORT';
}
export interface LineContext {
  candidate: Candidate;
  request: RoutingRequest;
}

interface Described<P> {
  name: string;
  description: string;
  parameters: P;
  needs?: readonly CandidateField[];
}
/** Decides whether a location may be asked, for the whole order or per line. */
export interface Eligibility<P = Record<string, unknown>> extends Described<Fields> {
  refuse?: (candidate: Candidate, request: RoutingRequest, given: P) => Ineligible | null;
  refuseLine?: (line: LineNeed, at: LineContext, given: P) => LineIneligible | null;
}
/** Orders the eligible locations: the lowest score first; null (unknown) last. */
export interface RankingCriterion<P = Record<string, unknown>> extends Described<Fields> {
  score: (candidate: Candidate, request: RoutingRequest, given: P) => number | null;
}
/**
 * Decides whether a rule applies. `range` names the parameters with its start and end; in the wrong order the condition
 * would never hold.
 */
export interface Condition<P = Record<string, unknown>> extends Described<Fields> {
  holds: (request: RoutingRequest, given: P) => boolean;
  range?: readonly [keyof P & string, keyof P & string];
}

/** Declares a criterion with the types of its parameters; the values were checked when the profile was written. */
export const eligibility = <const P extends Fields>(
  declared: Eligibility<ValuesOf<P>> & { parameters: P },
): Eligibility => declared as Eligibility;
/** Declares a ranking criterion with the types of its parameters. */
export const rankingCriterion = <const P extends Fields>(
  declared: RankingCriterion<ValuesOf<P>> & { parameters: P },
): RankingCriterion => declared as RankingCriterion;
/** Declares a condition with the types of its parameters. */
export const condition = <const P extends Fields>(declared: Condition<ValuesOf<P>> & { parameters: P }): Condition =>
  declared as Condition;
