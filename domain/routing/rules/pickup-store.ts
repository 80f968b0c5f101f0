import type { RoutingRule } from '../request.ts';

/** A pickup order goes to the store the buyer chose and to no other. */
export const pickupStore: RoutingRule = {
  name: 'pickup-store',
  eliminate: (candidate, request) =>
    request.method === 'STORE_PICKUP' && candidate.locationId !== request.pickupLocationId ? 'not the chosen store' : null,
};
