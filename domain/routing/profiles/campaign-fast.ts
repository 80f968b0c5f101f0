import type { RoutingProfile } from '../profile.ts';
import { completeNearest } from './complete-nearest.ts';
import { completeFirst } from './ordinary.ts';

/**
 * For a campaign: the default rules while there is time; within 24 hours of ship-by, open locations that can hand over
 * in time, whatever their backlog.
 */
export const campaignFast: RoutingProfile = {
  version: 5,
  name: 'campaign-fast',
  prefer: 'NEAREST',
  rules: [
    {
      name: 'ship-by comes near',
      when: [{ criterion: 'time-left', maxHours: 24 }],
      eligibility: [
        { criterion: 'method-offered' },
        { criterion: 'store-quota' },
        { criterion: 'hourly-quota' },
        { criterion: 'franchise-quota' },
        { criterion: 'opening-in-time' },
      ],
      strategy: completeFirst,
      rest: 'UNROUTED',
      ranking: {
        by: 'ORDER',
        criteria: [
          { criterion: 'promised-date' },
          { criterion: 'opening' },
          { criterion: 'load-share' },
          { criterion: 'credit-score' },
          { criterion: 'region' },
          { criterion: 'distance' },
        ],
      },
    },
    ...completeNearest.rules,
  ],
};
