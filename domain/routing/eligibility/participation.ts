import { eligibility } from '../criterion.ts';

export const participation = eligibility({
  name: 'participation',
  description: 'A location that does not take part, or is paused, is not asked.',
  parameters: {},
  refuse: (candidate, request) => {
    if (!candidate.participating) return { code: 'NOT_PARTICIPATING', detail: 'does not take part' };
    return candidate.pausedUntilAt !== null && request.now < candidate.pausedUntilAt
      ? { code: 'PAUSED', detail: 'paused' }
      : null;
  },
});
