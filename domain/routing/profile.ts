// A routing profile: rules as data. Immutable once it has a version; every decision stores the version it used.

/** A criterion or condition by its name in the register, with the parameters it takes. */
export interface CriterionUse {
  criterion: string;
  [parameter: string]: unknown;
}

/** How the lines are given to the ranked locations. */
export interface Strategy {
  split: 'NEVER' | 'BY_LINE' | 'BY_QUANTITY'; // one parcel; whole lines; lines may be cut when nobody has them whole
  partial: boolean; // may a part go when nobody has the rest? Else all or nothing
  maxParcels: number | null;
  minParcelValueMinor: number; // of each part and of what is left over, once an order is split
  // gifts with their paid line; all lines of a class; listed products
  keepTogether: { gifts: boolean; goodsClasses: string[]; skus: string[][] };
}

/**
 * By ORDER the first criterion that differs decides; by WEIGHT the sum of the scores does, each scaled to 0–1 over the
 * candidates. Lower is better.
 */
export type Ranking =
  | { by: 'ORDER'; criteria: CriterionUse[] }
  | { by: 'WEIGHT'; criteria: (CriterionUse & { weight: number })[] };

/**
 * What becomes of what a rule cannot place: it goes on to a later rule, waits for an operator, is held, or is
 * cancelled.
 */
export type Rest = 'UNROUTED' | 'HOLD' | 'CANCEL' | { toRule: string };

export interface ProfileRule {
  name: string;
  when: CriterionUse[];
  eligibility: CriterionUse[];
  strategy: Strategy;
  ranking: Ranking;
  rest: Rest;
}

/**
 * `prefer` is the switch between near and cheap: CHEAPEST asks for the freight before region and distance, whatever the
 * order of the list.
 */
export interface ProfileData {
  name: string;
  prefer: 'NEAREST' | 'CHEAPEST';
  rules: ProfileRule[];
}
export interface RoutingProfile extends ProfileData {
  version: number;
}

/**
 * Says whether a profile may split an order at all; where it may not, a part that a location refuses is a refusal of
 * the whole.
 */
export const maySplit = (profile: ProfileData): boolean =>
  profile.rules.some((rule) => rule.strategy.split !== 'NEVER');
