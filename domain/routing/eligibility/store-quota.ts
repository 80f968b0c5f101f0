import { eligibility } from '../criterion.ts';
import { isChosenStore } from '../request.ts';

export const storeQuota = eligibility({
  name: 'store-quota',
  description:
    'A location that has taken its orders of the day is not asked for more; pickup orders count but are never ' +
    'refused for it.',
  parameters: {},
  refuse: (candidate, request) => {
    if (
      request.ignoreQuota ||
      isChosenStore(request, candidate.locationId) ||
      candidate.quotaLimit === null ||
      candidate.quotaTaken < candidate.quotaLimit
    )
      return null;
    return {
      code: 'QUOTA_REACHED',
      detail: `quota of the day reached (${candidate.quotaTaken} of ${candidate.quotaLimit})`,
    };
  },
});
