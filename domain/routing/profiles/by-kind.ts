import type { ProfileRule } from '../profile.ts';
import { completeFirst, ordinaryEligibility } from './ordinary.ts';

/** Everything from a location of the first kinds, near before far; else from one of the other kinds; a split last. */
export const byKind = (name: string, groups: string[][]): ProfileRule => ({
  name,
  when: [],
  eligibility: ordinaryEligibility,
  strategy: completeFirst,
  rest: 'UNROUTED',
  ranking: {
    by: 'ORDER',
    criteria: [
      { criterion: 'location-kind', groups },
      { criterion: 'opening' },
      { criterion: 'region' },
      { criterion: 'freight' },
      { criterion: 'stock-quantity', upTo: 1 },
      { criterion: 'distance' },
    ],
  },
});
