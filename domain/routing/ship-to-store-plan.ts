// Ship to store: a pickup store without all goods gets the rest from other locations.
import { planRouting } from './engine.ts';
import type { RoutingPlan } from './plan.ts';
import type { RoutingProfile } from './profile.ts';
import { isChosenStore, type Candidate, type RoutingRequest } from './request.ts';

/** Reasons that exclude the chosen store from serving the order, although it can receive goods for it. */
const onlyLacksGoods = new Set(['NO_STOCK', 'EXCLUDED', 'NOT_CHOSEN_BY_OPERATOR']);

/**
 * The plan for a request under a profile. Quantities that a pickup store lacks are routed by the same rules from
 * locations that offer SHIP_TO_STORE, with the store as destination; a store that is closed to orders receives nothing
 * either. The explanation contains both decisions.
 */
export function planWithShipToStore(
  profile: RoutingProfile,
  request: RoutingRequest,
  candidates: readonly Candidate[],
): RoutingPlan {
  const atStore = planRouting(profile, request, candidates);
  const store = candidates.find((candidate) => isChosenStore(request, candidate.locationId));
  if (
    atStore.unrouted.length === 0 ||
    !store ||
    !mayReceive(atStore, store) ||
    !candidates.some((candidate) => candidate !== store && candidate.methods.includes('SHIP_TO_STORE'))
  )
    return atStore;
  const { province, city, latitude, longitude } = store;
  const left = new Map(atStore.unrouted.map(({ lineId, quantity }) => [lineId, quantity]));
  const lines = request.lines.map((line) => ({ ...line, quantity: left.get(line.lineId) ?? 0 }));
  const toStore = planRouting(
    profile,
    { ...request, lines, shipToStore: true, destination: { province, city, district: null, latitude, longitude } },
    candidates,
  );
  return {
    ...toStore,
    tried: [...atStore.tried, ...toStore.tried.map((tried) => ({ ...tried, rule: `${tried.rule} (ship to store)` }))],
    assignments: [...atStore.assignments, ...toStore.assignments],
  };
}

function mayReceive({ tried }: RoutingPlan, store: Candidate): boolean {
  const verdicts = tried.flatMap((rule) => rule.verdicts.filter((verdict) => verdict.locationId === store.locationId));
  return verdicts.every(({ ineligible }) => ineligible === null || onlyLacksGoods.has(ineligible.code));
}
