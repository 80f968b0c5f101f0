import { eligibility } from '../criterion.ts';
import { isChosenStore } from '../request.ts';

export const pickupStore = eligibility({
  name: 'pickup-store',
  description:
    'A pickup order goes to the store the buyer chose and to no other; what that store does not have, to locations ' +
    'that send it there.',
  parameters: {},
  refuse: (candidate, request) => {
    if (request.method !== 'STORE_PICKUP') return null;
    if (!request.shipToStore)
      return isChosenStore(request, candidate.locationId)
        ? null
        : { code: 'NOT_CHOSEN_STORE', detail: 'not the chosen store' };
    if (isChosenStore(request, candidate.locationId))
      return { code: 'STORE_LACKS_IT', detail: 'the chosen store, which does not have it' };
    return candidate.methods.includes('SHIP_TO_STORE')
      ? null
      : { code: 'NO_SHIP_TO_STORE', detail: 'sends nothing to other stores' };
  },
});
