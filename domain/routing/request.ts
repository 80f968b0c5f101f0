// The input of routing: the request and the candidates as plain data of one instant.
import type { Quote } from '../carriers/quote.ts';
import type { LocationSetup } from '../setup/location.ts';
import type { Interval, Instant, Slot } from '../values/time.ts';
import type { Method } from '../values/method.ts';
import type { Destination } from '../values/place.ts';

/**
 * A location as routing sees it at the moment of the decision. A field that no criterion of the profile needs (see
 * CandidateField) may keep its default.
 */
export interface Candidate extends Pick<
  LocationSetup,
  | 'kind'
  | 'partyId'
  | 'province'
  | 'city'
  | 'latitude'
  | 'longitude'
  | 'participating'
  | 'autoAccept'
  | 'methods'
  | 'hourlyCapacity'
> {
  locationId: string;
  partyKind: string;
  pausedUntilAt: Instant | null;
  collectingCarriers: string[]; // carriers that collect there
  localMinute: number; // of the day, now
  quotes: Quote[]; // of the carriers that collect there and reach the destination, for all lines; ascending by carrier
  creditScore: number; // 0–100
  backlog: number; // open FOs that are not handed over yet
  quotaLimit: number | null;
  quotaTaken: number;
  quotaDay: string;
  hourlyQuota: { period: string; limit: number; taken: number } | null;
  franchiseQuota: { limit: number; taken: number } | null; // of its party, over all locations of the party today
  sameDay?: SameDayService; // absent unless the request is for the same day
  lastOfferAt: Instant | null;
  unsoldSince: Record<string, Instant>; // by SKU: the instant of the last hand-over; absent = never
  openIntervals: Interval[]; // ascending, from now on, one week ahead
  available: Record<string, number>; // by SKU, after safety stock; absent = 0
}

/**
 * A location's service for a same-day order: `over` once the order's day has ended there; `slot` is the requested slot
 * if the location offers it today.
 */
export interface SameDayService {
  over: boolean;
  slot: { period: string; capacity: number; taken: number } | null;
}

/** Fields that are expensive to load and therefore only loaded for profiles that need them. */
export type CandidateField = 'credit' | 'backlog' | 'lastOffer' | 'unsold';

export interface LineNeed {
  lineId: string;
  sku: string;
  quantity: number;
  goodsClass: string;
  unitPriceMinor: number;
  weightGrams: number;
  volumeCm3: number;
  giftForLineId: string | null;
}

export interface RoutingRequest {
  now: Instant;
  channelId: string;
  method: Method;
  sameDay: boolean;
  pickupLocationId: string | null;
  destination: Destination | null;
  orderedAt?: Instant;
  slot?: Slot | null; // of a same-day order
  /**
   * For a pickup whose store lacks these quantities: other locations send them there, and `destination` is the store.
   */
  shipToStore?: boolean;
  orderValueMinor: number; // of the whole order: goods minus discounts
  shipByAt: Instant | null;
  handlingSeconds: number;
  carriers: string[]; // carriers that reach the destination
  lines: LineNeed[];
  exclusions: { lineId: string; locationId: string; untilAt: Instant }[];
  preferredLocationId: string | null; // ranked first, after a hold
  onlyLocationId: string | null; // an operator's choice
  ignoreQuota: boolean;
  ignoreExclusions: boolean;
}

/**
 * Says whether the buyer chose this store for the pickup: the order counts for its quotas and is never refused for
 * them.
 */
export const isChosenStore = (
  request: Pick<RoutingRequest, 'method' | 'pickupLocationId'>,
  locationId: string,
): boolean => request.method === 'STORE_PICKUP' && locationId === request.pickupLocationId;

/** The locations that a request names: they are candidates even with nothing in stock. */
export const namedLocations = ({
  pickupLocationId,
  onlyLocationId,
}: Pick<RoutingRequest, 'pickupLocationId' | 'onlyLocationId'>): ReadonlySet<string> =>
  new Set([pickupLocationId, onlyLocationId].filter((id) => id !== null));
