import type { RoutingRule } from '../request.ts';

/** Same city (0), same province (1), elsewhere or no destination (2). Names compare trimmed, capitals aside; a city counts only within its province. */
export const tier: RoutingRule = {
  name: 'tier',
  score: (candidate, request) => {
    if (request.destination === null || !same(candidate.province, request.destination.province)) return 2;
    return same(candidate.city, request.destination.city) ? 0 : 1;
  },
};

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();
