// What routing is asked, and the places it may choose from, as plain data of one moment.
import type { Quote } from '../carriers/quote.ts';
import type { LocationSetup } from '../setup/location.ts';
import type { Interval, Instant, Slot } from '../values/time.ts';
import type { Method } from '../values/method.ts';
import type { Destination } from '../values/place.ts';

/**
 * A location as routing sees it, at the moment of the decision. What no criterion of the profile reads (see Fact) may
 * be left at its resting value.
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
  collecting: string[]; // carriers that come there
  localMinute: number; // of its day, now
  quotes: Quote[]; // of the carriers that collect there and reach the destination, for all lines; ascending by carrier
  creditScore: number; // 0–100
  backlog: number; // FOs it has and has not handed over
  quotaLimit: number | null;
  quotaTaken: number;
  quotaDay: string;
  hourlyQuota: { period: string; limit: number; taken: number } | null;
  franchiseQuota: { limit: number; taken: number } | null; // of its owner, over all his locations today
  sameDay?: SameDayThere; // absent unless the request is for the same day
  lastOfferAt: Instant | null;
  unsoldSince: Record<string, Instant>; // by SKU: when the last one left; absent = never
  openIntervals: Interval[]; // ascending, from now on, a week ahead
  available: Record<string, number>; // by SKU, after safety stock; absent = 0
}

/**
 * What a location can do for an order of the same day: `over` once the day of the order has ended there; the slot it
 * asks for, where it is one of today's.
 */
export interface SameDayThere {
  over: boolean;
  slot: { period: string; capacity: number; taken: number } | null;
}

/** What a criterion reads that is dear to load: only what a profile needs is loaded. */
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
  slot?: Slot | null; // of an order for the same day
  /** Of a pickup: what its store does not have, to be sent there by others; `destination` is then the store. */
  shipToStore?: boolean;
  orderValueMinor: number; // of the whole order, goods less discounts
  shipByAt: Instant | null;
  handlingSeconds: number;
  carriers: string[]; // carriers that reach the destination
  lines: LineNeed[];
  exclusions: { lineId: string; locationId: string; untilAt: Instant }[];
  preferredLocationId: string | null; // asked again first, after a hold
  onlyLocationId: string | null; // an operator's choice
  ignoreQuota: boolean;
  ignoreExclusions: boolean;
}

/** The buyer goes there: it counts for its quotas and is never refused for them. */
export const isBuyersChoice = (
  request: Pick<RoutingRequest, 'method' | 'pickupLocationId'>,
  locationId: string,
): boolean => request.method === 'STORE_PICKUP' && locationId === request.pickupLocationId;
