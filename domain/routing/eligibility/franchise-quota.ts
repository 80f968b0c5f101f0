import { eligibility } from '../criterion.ts';
import { isChosenStore } from '../request.ts';

export const franchiseQuota = eligibility({
  name: 'franchise-quota',
  description:
    "A franchisee's locations are not asked for more once they have together taken its quota of the day; " +
    'pickup orders pass.',
  parameters: {},
  refuse: ({ franchiseQuota: quota, locationId, partyId }, request) => {
    if (request.ignoreQuota || isChosenStore(request, locationId) || quota === null || quota.taken < quota.limit)
      return null;
    return {
      code: 'FRANCHISE_QUOTA_REACHED',
      detail: `quota of ${partyId} reached (${quota.taken} of ${quota.limit})`,
    };
  },
});
