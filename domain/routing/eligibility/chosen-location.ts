import { eligibility } from '../criterion.ts';

export const chosenLocation = eligibility({
  name: 'chosen-location',
  description: 'When an operator names a location, only that one is asked.',
  parameters: {},
  refuse: (candidate, request) =>
    request.onlyLocationId !== null && candidate.locationId !== request.onlyLocationId
      ? { code: 'NOT_CHOSEN_BY_OPERATOR', detail: 'not the location the operator chose' }
      : null,
});
