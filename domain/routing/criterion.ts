// The three kinds of criteria a rule is made of. One idea is one file, entered in register.ts.
import type { Fields, ValuesOf } from '../values/field.ts';
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
export interface At {
  candidate: Candidate;
  request: RoutingRequest;
}

interface Described<P> {
  name: string;
  says: string;
  parameters: P;
  needs?: readonly CandidateField[];
}
/** Says who may be asked: for the whole, or line by line. */
export interface Eligibility<P = Record<string, unknown>> extends Described<Fields> {
  refuse?: (candidate: Candidate, request: RoutingRequest, given: P) => Ineligible | null;
  refuseLine?: (line: LineNeed, at: At, given: P) => LineIneligible | null;
}
/** Says who is asked first: the lower the better; null, unknown, comes last. */
export interface RankingCriterion<P = Record<string, unknown>> extends Described<Fields> {
  score: (candidate: Candidate, request: RoutingRequest, given: P) => number | null;
}
/**
 * Says when a rule applies. `range`: the parameters from which and until which; the wrong way round it would never
 * hold.
 */
export interface Condition<P = Record<string, unknown>> extends Described<Fields> {
  holds: (request: RoutingRequest, given: P) => boolean;
  range?: readonly [keyof P & string, keyof P & string];
}

/**
 * Declares a criterion with the types of its parameters; what reaches it was checked against them when the profile was
 * made.
 */
export const eligibility = <const P extends Fields>(
  declared: Eligibility<ValuesOf<P>> & { parameters: P },
): Eligibility => declared as Eligibility;
export const rankingCriterion = <const P extends Fields>(
  declared: RankingCriterion<ValuesOf<P>> & { parameters: P },
): RankingCriterion => declared as RankingCriterion;
export const condition = <const P extends Fields>(declared: Condition<ValuesOf<P>> & { parameters: P }): Condition =>
  declared as Condition;
