// A request of many lines, and many locations with random stock; a seed always gives the same.
import type { Candidate, RoutingRequest } from '../../domain/routing/request.ts';
import { diceFor, type Dice } from '../simulation/random.ts';

const now = Date.UTC(2026, 10, 22, 4);
const day = 86_400_000;
const skuOf = (line: number): string => `SKU-${line}`;

/** Lines of one to three units, to the middle of a country. */
export function madeUpRequest(lines: number): RoutingRequest {
  return {
    now,
    channelId: 'shop',
    method: 'HOME_DELIVERY',
    sameDay: false,
    orderValueMinor: 100_000,
    pickupLocationId: null,
    destination: { province: 'P0', city: 'P0-C0', district: null, latitude: 31, longitude: 112 },
    shipByAt: now + 2 * day,
    handlingSeconds: 7200,
    carriers: ['carrier'],
    exclusions: [],
    preferredLocationId: null,
    onlyLocationId: null,
    ignoreQuota: false,
    ignoreExclusions: false,
    lines: Array.from({ length: lines }, (_, at) => ({
      lineId: String(at + 1),
      sku: skuOf(at),
      quantity: 1 + (at % 3),
      goodsClass: at % 2 === 0 ? 'A' : 'B',
      unitPriceMinor: 10_000,
      weightGrams: 500,
      volumeCm3: 0,
      giftForLineId: null,
    })),
  };
}

/**
 * Each location has the fraction `share` of the products: with 1 many have everything, with less an order must be
 * split.
 */
interface Assortment {
  lines: number;
  share: number;
}

/** Draws one after the other, so that a seed always gives the same locations. */
export function madeUpCandidates({
  locations,
  seed,
  ...assortment
}: Assortment & { locations: number; seed: number }): Candidate[] {
  const dice = diceFor(seed, `${locations} locations`);
  return Array.from({ length: locations }, (_, at) => madeUpCandidate(at, dice, assortment));
}

function madeUpCandidate(at: number, dice: Dice, assortment: Assortment): Candidate {
  return {
    locationId: `location-${at}`,
    kind: at % 20 === 0 ? 'WAREHOUSE' : 'STORE',
    partyId: `party-${at % 50}`,
    partyKind: at % 3 === 0 ? 'HEAD_OFFICE' : 'FRANCHISEE',
    province: `P${dice.below(30)}`,
    city: `P${dice.below(30)}-C${dice.below(10)}`,
    latitude: 20 + dice.below(25_000) / 1000,
    longitude: 80 + dice.below(45_000) / 1000,
    participating: dice.chance(0.98),
    pausedUntilAt: dice.chance(0.02) ? now + day : null,
    autoAccept: false,
    methods: ['HOME_DELIVERY', 'STORE_PICKUP'],
    collectingCarriers: ['carrier'],
    localMinute: 600,
    quotes: [{ carrierId: 'carrier', freightMinor: 600 + dice.below(2000), days: 1 + dice.below(4), sameDay: false }],
    creditScore: 50 + dice.below(51),
    hourlyCapacity: null,
    backlog: dice.below(30),
    quotaLimit: dice.chance(0.5) ? 50 : null,
    quotaTaken: dice.below(52),
    quotaDay: '2026-11-22',
    hourlyQuota: null,
    franchiseQuota: null,
    lastOfferAt: now - dice.below(day),
    unsoldSince: {},
    openIntervals: [{ fromAt: now, toAt: now + 7 * day }],
    available: unitsByProduct(dice, assortment),
  };
}

const unitsByProduct = (dice: Dice, { lines, share }: Assortment): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: lines }, (_, line) => [skuOf(line), dice.chance(share) ? 1 + dice.below(6) : 0]),
  );
