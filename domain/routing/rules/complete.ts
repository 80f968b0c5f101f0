import { servesAll } from '../capacity.ts';
import type { RoutingRule } from '../request.ts';

/** A location that has every line whole (0) ranks before one that has not (1). */
export const complete: RoutingRule = {
  name: 'complete',
  score: (candidate, request) => (servesAll(candidate, request) ? 0 : 1),
};
