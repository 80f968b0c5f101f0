// Common parts of the built-in profiles.
import type { Strategy, CriterionUse } from '../profile.ts';

/** The usual eligibility criteria, in addition to the mandatory ones. */
export const ordinaryEligibility: CriterionUse[] = [
  { criterion: 'method-offered' },
  { criterion: 'store-quota' },
  { criterion: 'hourly-quota' },
  { criterion: 'franchise-quota' },
  { criterion: 'backlog' },
  { criterion: 'opening-in-time' },
];

/**
 * Everything from one location if possible; else as few parcels as possible, and quantities without a location wait for
 * an operator.
 */
export const completeFirst: Strategy = {
  split: 'BY_QUANTITY',
  partial: true,
  maxParcels: null,
  minParcelValueMinor: 0,
  keepTogether: { gifts: false, goodsClasses: [], skus: [] },
};
