import type { RoutingRule } from '../request.ts';

/** The location that had the goods before a hold (0) ranks before all others (1). */
export const preferred: RoutingRule = {
  name: 'preferred',
  score: (candidate, request) => (candidate.locationId === request.preferredLocationId ? 0 : 1),
};
