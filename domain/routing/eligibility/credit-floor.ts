import { eligibility } from '../criterion.ts';

export const creditFloor = eligibility({
  name: 'credit-floor',
  description: 'A location with a lower credit score is not asked.',
  parameters: { min: { kind: 'number', min: 0, max: 100 } },
  needs: ['credit'],
  refuse: (candidate, _request, { min }) =>
    candidate.creditScore < min
      ? {
          code: 'CREDIT_TOO_LOW',
          detail: `credit score ${Math.round(candidate.creditScore)}, at least ${min} is wanted`,
        }
      : null,
});
