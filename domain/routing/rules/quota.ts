import type { RoutingRule } from '../request.ts';

/** A location that has taken its orders of the day is not asked for more; pickup orders count but are never refused for it. */
export const quota: RoutingRule = {
  name: 'quota',
  eliminate: (candidate, request) => {
    if (request.ignoreQuota || request.method === 'STORE_PICKUP' || candidate.quotaLimit === null) return null;
    return candidate.quotaTaken < candidate.quotaLimit ? null : `quota of the day reached (${candidate.quotaTaken} of ${candidate.quotaLimit})`;
  },
};
