import { nextOpening, openNow } from '../../opening-hours.ts';
import type { Instant } from '../../order.ts';
import type { RoutingRequest, RoutingRule } from '../request.ts';

const furthestMs = 72 * 3_600_000;

/**
 * A location must open within 72 h and before ship-by − handling; open ones (0) rank before closed ones (1).
 * Once ship-by − handling is past, nobody can keep it: then it eliminates no longer, and the order goes out late instead of not at all.
 */
export const opening: RoutingRule = {
  name: 'opening',
  eliminate: (candidate, request) => {
    const opensAt = nextOpening(candidate.openIntervals, request.now);
    if (opensAt === null || opensAt > request.now + furthestMs) return 'NOT_OPENING: does not open within 72 h';
    const latestAt = latestStart(request);
    return latestAt !== null && opensAt > latestAt ? 'NOT_OPENING: opens too late for ship-by' : null;
  },
  score: (candidate, request) => (openNow(candidate.openIntervals, request.now) ? 0 : 1),
};

function latestStart(request: RoutingRequest): Instant | null {
  if (request.shipByAt === null) return null;
  const latestAt = request.shipByAt - request.handlingSeconds * 1000;
  return latestAt < request.now ? null : latestAt;
}
