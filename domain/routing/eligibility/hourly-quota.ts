import { eligibility } from '../criterion.ts';
import { isChosenStore } from '../request.ts';

export const hourlyQuota = eligibility({
  name: 'hourly-quota',
  description:
    'A location that has taken its orders of the hour is not asked for more in it; pickup orders count but are never ' +
    'refused for it.',
  parameters: {},
  refuse: ({ hourlyQuota: quota, locationId }, request) => {
    if (request.ignoreQuota || isChosenStore(request, locationId) || quota === null || quota.taken < quota.limit)
      return null;
    return { code: 'HOURLY_QUOTA_REACHED', detail: `quota of the hour reached (${quota.taken} of ${quota.limit})` };
  },
});
