import { eligibility } from '../criterion.ts';

export const pickupStore = eligibility({
  name: 'pickup-store', says: 'A pickup order goes to the store the buyer chose and to no other.', parameters: {},
  refuse: (candidate, request) =>
    request.method === 'STORE_PICKUP' && candidate.locationId !== request.pickupLocationId ? { code: 'NOT_CHOSEN_STORE', detail: 'not the chosen store' } : null,
});
