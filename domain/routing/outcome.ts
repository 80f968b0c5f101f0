// Cost and load of past routings: the figures by which two profiles are compared.
import { kmToBuyer, regionTier } from './geography.ts';
import type { RoutingPlan } from './plan.ts';
import type { Candidate, RoutingRequest } from './request.ts';

/** One parcel of a plan; null where a price or a place is unknown. */
export interface Parcel {
  locationId: string;
  kind: Candidate['kind'];
  freightMinor: number | null;
  km: number | null;
  sameCity: boolean;
}
/**
 * The result of a plan for its order; `quotaHits` counts the candidates that were ineligible because of their own or
 * their franchisee's quota.
 */
export interface Outcome {
  parcels: Parcel[];
  unroutedUnits: number;
  quotaHits: number;
}

/** The parcels, the open units and the quota hits of a plan. */
export function outcomeOf(plan: RoutingPlan, request: RoutingRequest, candidates: readonly Candidate[]): Outcome {
  const parcels = plan.assignments.flatMap(({ locationId }): Parcel[] => {
    const one = candidates.find((candidate) => candidate.locationId === locationId);
    if (!one) return [];
    const prices = one.quotes.flatMap((quote) => quote.freightMinor ?? []);
    return [
      {
        locationId,
        kind: one.kind,
        freightMinor: request.method === 'STORE_PICKUP' || prices.length === 0 ? null : Math.min(...prices),
        km: kmToBuyer(one, request),
        sameCity: regionTier(one, request) === 0,
      },
    ];
  });
  const quotaHits = plan.tried
    .flatMap((rule) => rule.verdicts)
    .filter(
      ({ ineligible }) => ineligible?.code === 'QUOTA_REACHED' || ineligible?.code === 'FRANCHISE_QUOTA_REACHED',
    ).length;
  return { parcels, unroutedUnits: plan.unrouted.reduce((units, line) => units + line.quantity, 0), quotaHits };
}

/** Means are per parcel with a known figure, null without one; shares are 0 to 1. */
export interface Figures {
  orders: number;
  unroutable: number;
  split: number;
  parcels: number;
  parcelsPerOrder: number | null;
  freightMinor: number | null;
  freightKnownFor: number;
  meanKm: number | null;
  sameCityShare: number | null;
  storeGini: number | null;
  quotaHits: number;
}

/**
 * Sums outcomes up. `storeIds` lists all stores that could have been chosen, so that idle ones count in the spread;
 * `parcelsPerOrder` covers orders that were served at all.
 */
export function figuresOf(outcomes: readonly Outcome[], storeIds: readonly string[]): Figures {
  const parcels = outcomes.flatMap((one) => one.parcels);
  const served = outcomes.filter((one) => one.parcels.length > 0);
  const freight = parcels.flatMap((parcel) => parcel.freightMinor ?? []);
  const km = parcels.flatMap((parcel) => parcel.km ?? []);
  const loads = new Map(storeIds.map((id) => [id, 0]));
  for (const { locationId, kind } of parcels)
    if (kind === 'STORE') loads.set(locationId, (loads.get(locationId) ?? 0) + 1);
  return {
    orders: outcomes.length,
    unroutable: outcomes.filter((one) => one.unroutedUnits > 0).length,
    split: outcomes.filter((one) => one.parcels.length > 1).length,
    parcels: parcels.length,
    parcelsPerOrder: mean(served.map((one) => one.parcels.length)),
    freightMinor: freight.length > 0 ? freight.reduce((all, one) => all + one, 0) : null,
    freightKnownFor: freight.length,
    meanKm: mean(km),
    sameCityShare: mean(parcels.map((parcel) => Number(parcel.sameCity))),
    storeGini: gini([...loads.values()]),
    quotaHits: outcomes.reduce((all, one) => all + one.quotaHits, 0),
  };
}

const mean = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((all, one) => all + one, 0) / numbers.length;

/**
 * The Gini coefficient of the loads: 0 when all are equal, towards 1 when one carries everything; null without any
 * load.
 */
export function gini(loads: readonly number[]): number | null {
  const total = loads.reduce((all, one) => all + one, 0);
  if (total === 0) return null;
  const weighted = loads
    .toSorted((a, b) => a - b)
    .reduce((all, load, at) => all + (2 * (at + 1) - loads.length - 1) * load, 0);
  return weighted / (loads.length * total);
}
