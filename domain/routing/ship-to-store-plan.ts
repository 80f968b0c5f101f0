// A pickup whose store does not have everything: the rest comes from locations that send it there.
import { planRouting } from './engine.ts';
import type { RoutingPlan } from './plan.ts';
import type { RoutingProfile } from './profile.ts';
import { isChosenStore, type Candidate, type RoutingRequest } from './request.ts';

/** What may stand between the chosen store and the order although the store can take in goods for it. */
const onlyLacksGoods = new Set(['NO_STOCK', 'EXCLUDED', 'NOT_CHOSEN_BY_OPERATOR']);

/**
 * The plan for a request under a profile. What the store of a pickup does not have is asked, by the same rules, of
 * locations that offer SHIP_TO_STORE, as seen from that store; a store that is closed to orders gets nothing sent
 * either. Both decisions stand in the explanation.
 */
export function planWithShipToStore(
  profile: RoutingProfile,
  request: RoutingRequest,
  candidates: readonly Candidate[],
): RoutingPlan {
  const there = planRouting(profile, request, candidates);
  const store = candidates.find((candidate) => isChosenStore(request, candidate.locationId));
  if (
    there.unrouted.length === 0 ||
    !store ||
    !mayReceive(there, store) ||
    !candidates.some((candidate) => candidate !== store && candidate.methods.includes('SHIP_TO_STORE'))
  )
    return there;
  const { province, city, latitude, longitude } = store;
  const left = new Map(there.unrouted.map(({ lineId, quantity }) => [lineId, quantity]));
  const lines = request.lines.map((line) => ({ ...line, quantity: left.get(line.lineId) ?? 0 }));
  const sent = planRouting(
    profile,
    { ...request, lines, shipToStore: true, destination: { province, city, district: null, latitude, longitude } },
    candidates,
  );
  return {
    ...sent,
    tried: [...there.tried, ...sent.tried.map((tried) => ({ ...tried, rule: `${tried.rule} (ship to store)` }))],
    assignments: [...there.assignments, ...sent.assignments],
  };
}

function mayReceive({ tried }: RoutingPlan, store: Candidate): boolean {
  const verdicts = tried.flatMap((rule) => rule.verdicts.filter((verdict) => verdict.locationId === store.locationId));
  return verdicts.every(({ ineligible }) => ineligible === null || onlyLacksGoods.has(ineligible.code));
}
