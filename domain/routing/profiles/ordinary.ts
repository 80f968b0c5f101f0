// What the shipped profiles share.
import type { Strategy, CriterionUse } from '../profile.ts';

/** Who may be asked, beyond what no profile can leave out. */
export const ordinaryEligibility: CriterionUse[] = [
  { criterion: 'method-offered' },
  { criterion: 'store-quota' },
  { criterion: 'hourly-quota' },
  { criterion: 'franchise-quota' },
  { criterion: 'backlog' },
  { criterion: 'opening-in-time' },
];

/** Whole from one place if any has it; else as few parcels as possible, and what nobody has waits for an operator. */
export const completeFirst: Strategy = {
  split: 'BY_QUANTITY',
  partial: true,
  maxParcels: null,
  minParcelValueMinor: 0,
  keepTogether: { gifts: false, goodsClasses: [], skus: [] },
};
