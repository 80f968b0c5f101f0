import type { RoutingRule } from '../request.ts';

/** A location that does not take part, or is paused, is not asked. */
export const participation: RoutingRule = {
  name: 'participation',
  eliminate: (candidate, request) => {
    if (!candidate.participating) return 'does not take part';
    return candidate.pausedUntilAt !== null && request.now < candidate.pausedUntilAt ? 'paused' : null;
  },
};
