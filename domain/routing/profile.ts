// A routing profile: rules as data. A version is immutable; every decision stores the version it used.

/** A criterion or condition by its name in the register, with its parameters. */
export interface CriterionUse {
  criterion: string;
  [parameter: string]: unknown;
}

/** The way in which lines are assigned to the ranked locations. */
export interface Strategy {
  // one parcel; whole lines; lines may be cut when no location has them whole
  split: 'NEVER' | 'BY_LINE' | 'BY_QUANTITY';
  partial: boolean; // whether a part may ship when no location has the rest; else all or nothing
  maxParcels: number | null;
  minParcelValueMinor: number; // for each parcel and for the open rest of a split order
  // gifts with their paid line; all lines of a class; listed products
  keepTogether: { gifts: boolean; goodsClasses: string[]; skus: string[][] };
}

/**
 * ORDER: the first criterion that differs decides. WEIGHT: the weighted sum of the scores decides, each scaled to 0–1
 * over the candidates. The lowest is best.
 */
export type Ranking =
  | { by: 'ORDER'; criteria: CriterionUse[] }
  | { by: 'WEIGHT'; criteria: (CriterionUse & { weight: number })[] };

/** The action for quantities that a rule cannot place: a later rule, an operator, a hold, or cancellation. */
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
 * `prefer` switches between near and cheap: CHEAPEST ranks by freight before region and distance, whatever the order of
 * the list.
 */
export interface ProfileData {
  name: string;
  prefer: 'NEAREST' | 'CHEAPEST';
  rules: ProfileRule[];
}
export interface RoutingProfile extends ProfileData {
  version: number;
}

/** Says whether a profile may split an order; if not, a partial rejection by a location rejects the whole offer. */
export const maySplit = (profile: ProfileData): boolean =>
  profile.rules.some((rule) => rule.strategy.split !== 'NEVER');
