import type { RoutingRule } from '../request.ts';

/** When an operator names a location, only that one is asked. */
export const chosenLocation: RoutingRule = {
  name: 'chosen-location',
  eliminate: (candidate, request) =>
    request.onlyLocationId !== null && candidate.locationId !== request.onlyLocationId ? 'not the location the operator chose' : null,
};
