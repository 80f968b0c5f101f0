import type { RoutingProfile } from '../profile.ts';
import { completeFirst, ordinaryEligibility } from './ordinary.ts';

/**
 * Everything from one location, then by kind of location, region, freight, stock and distance, in this order. All kinds
 * are in one group, and stock beyond the need counts no more, until an operator changes the profile.
 */
export const completeNearest: RoutingProfile = {
  version: 1,
  name: 'complete-nearest',
  prefer: 'NEAREST',
  rules: [
    {
      name: 'complete, else nearest',
      when: [],
      eligibility: ordinaryEligibility,
      strategy: completeFirst,
      rest: 'UNROUTED',
      ranking: {
        by: 'ORDER',
        criteria: [
          { criterion: 'opening' },
          { criterion: 'location-kind', groups: [['HEAD_OFFICE_WAREHOUSE', 'REGION_WAREHOUSE', 'STORE']] },
          { criterion: 'region' },
          { criterion: 'freight' },
          { criterion: 'stock-quantity', upTo: 1 },
          { criterion: 'distance' },
        ],
      },
    },
  ],
};
