// Same-day orders that no location can serve today: standard delivery, where their channel allows it.
import type { Change } from '../order/change.ts';
import { sum } from '../values/money.ts';
import { convertToStandard } from '../steps/same-day.ts';
import type { RoutingPlan } from '../routing/plan.ts';
import type { RoutingProfile } from '../routing/profile.ts';
import type { Candidate, RoutingRequest } from '../routing/request.ts';
import { planWithShipToStore } from '../routing/ship-to-store-plan.ts';

const unserved = (plan: RoutingPlan): number => sum(plan.unrouted.map((line) => line.quantity));

/**
 * The plan for a request. A same-day request with open quantities falls back to standard delivery if the channel's
 * policy allows it and more is served; the explanation then begins with the failed same-day attempt. Returns the plan
 * with its request.
 */
export function planWithSameDayFallback(
  change: Change,
  asked: { profile: RoutingProfile; request: RoutingRequest; candidates: readonly Candidate[] },
): { plan: RoutingPlan; request: RoutingRequest } {
  const { profile, request, candidates } = asked;
  const today = { plan: planWithShipToStore(profile, request, candidates), request };
  if (!request.sameDay || change.policy.sameDayFallback === 'NONE' || unserved(today.plan) === 0) return today;
  const later = { ...request, sameDay: false };
  const plan = planWithShipToStore(profile, later, candidates);
  if (unserved(plan) >= unserved(today.plan)) return today;
  convertToStandard(change, 'no location can serve it on the same day');
  return {
    plan: {
      ...plan,
      tried: [
        ...today.plan.tried.map((tried) => ({
          ...tried,
          rule: `${tried.rule} (same day)`,
          verdicts: tried.verdicts.map((one) => ({ ...one, chosen: false })),
        })),
        ...plan.tried,
      ],
    },
    request: later,
  };
}
