// The three kinds of criteria a rule is made of. One idea is one file, entered in register.ts.
import type { Parameters, Values } from './parameter.ts';
import type { Candidate, CandidateField, LineNeed, RoutingRequest } from './request.ts';

/** Why a location is not asked: a code that stays, and a sentence with the figures. */
export interface Ineligible {
  code: string;
  detail: string;
}
/**
 * Ineligible for this line, unless it ships the complete order: as an equal of others, or as the last resort.
 */
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
/** Says who may be asked: for the whole, or line by line. */
export interface Eligibility<P = Record<string, unknown>> extends Described<Parameters> {
  refuse?: (candidate: Candidate, request: RoutingRequest, given: P) => Ineligible | null;
  refuseLine?: (line: LineNeed, at: LineContext, given: P) => LineIneligible | null;
}
/** Says who is asked first: the lower the better; null, unknown, comes last. */
export interface RankingCriterion<P = Record<string, unknown>> extends Described<Parameters> {
  score: (candidate: Candidate, request: RoutingRequest, given: P) => number | null;
}
/**
 * Says when a rule applies. `range`: the parameters from which and until which; the wrong way round it would never
 * hold.
 */
export interface Condition<P = Record<string, unknown>> extends Described<Parameters> {
  holds: (request: RoutingRequest, given: P) => boolean;
  range?: readonly [keyof P & string, keyof P & string];
}

/**
 * Declares a criterion with the types of its parameters; what reaches it was checked against them when the profile was
 * made.
 */
export const eligibility = <const P extends Parameters>(
  declared: Eligibility<Values<P>> & { parameters: P },
): Eligibility => declared as Eligibility;
export const rankingCriterion = <const P extends Parameters>(
  declared: RankingCriterion<Values<P>> & { parameters: P },
): RankingCriterion => declared as RankingCriterion;
export const condition = <const P extends Parameters>(declared: Condition<Values<P>> & { parameters: P }): Condition =>
  declared as Condition;
