import { nextOpening, type Instant } from '../../values/time.ts';
import { eligibility } from '../criterion.ts';
import type { RoutingRequest } from '../request.ts';

const furthestMs = 72 * 3_600_000;

export const openingInTime = eligibility({
  name: 'opening-in-time',
  parameters: {},
  description:
    'A location must open within 72 h and before ship-by less handling. Once that instant has passed, no ' +
    'location can keep ship-by, and the second limit no longer applies.',
  refuse: (candidate, request) => {
    const opensAt = nextOpening(candidate.openIntervals, request.now);
    if (opensAt === null || opensAt > request.now + furthestMs)
      return { code: 'NOT_OPENING', detail: 'does not open within 72 h' };
    const latestAt = latestStart(request);
    return latestAt !== null && opensAt > latestAt
      ? { code: 'NOT_OPENING', detail: 'opens too late for ship-by' }
      : null;
  },
});

function latestStart(request: RoutingRequest): Instant | null {
  if (request.shipByAt === null) return null;
  const latestAt = request.shipByAt - request.handlingSeconds * 1000;
  return latestAt < request.now ? null : latestAt;
}
