import type { RoutingProfile } from '../profile.ts';
import { completeFirst, ordinaryEligibility } from './ordinary.ts';

/**
 * All from one place, then kind of location, region, freight, stock, coordinates, in this order. All kinds are alike,
 * and whoever has enough has enough, until somebody says otherwise.
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
