// A small retailer for the routing tests; each test states only its differences.
import type { RoutingPlan } from '../../../domain/routing/plan.ts';
import type { RoutingProfile, Strategy } from '../../../domain/routing/profile.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import type { Quote } from '../../../domain/carriers/quote.ts';
import type { Candidate, LineNeed, RoutingRequest } from '../../../domain/routing/request.ts';

export const now = Date.UTC(2026, 9, 1, 4);
export const hours = (count: number): number => count * 3_600_000;

/** A store in Hangzhou, open all week, with a carrier and without stock. */
export const candidate = (locationId: string, over: Partial<Candidate> = {}): Candidate => ({
  locationId,
  kind: 'STORE',
  partyId: 'head-office',
  partyKind: 'HEAD_OFFICE',
  province: '浙江省',
  city: '杭州市',
  latitude: 30.27,
  longitude: 120.16,
  participating: true,
  pausedUntilAt: null,
  autoAccept: false,
  methods: ['HOME_DELIVERY', 'STORE_PICKUP'],
  collectingCarriers: ['sandbox'],
  localMinute: 720,
  quotes: [quote()],
  creditScore: 100,
  hourlyCapacity: null,
  backlog: 0,
  hourlyQuota: null,
  franchiseQuota: null,
  lastOfferAt: null,
  unsoldSince: {},
  quotaLimit: null,
  quotaTaken: 0,
  quotaDay: '2026-10-01',
  openIntervals: [{ fromAt: now, toAt: now + hours(168) }],
  available: {},
  ...over,
});

/** A carrier's quote without further terms. */
export const quote = (over: Partial<Quote> = {}): Quote => ({
  carrierId: 'sandbox',
  freightMinor: null,
  days: null,
  sameDay: false,
  ...over,
});

/** One unit of a product of class A at 100.00. */
export const line = (lineId: string, over: Partial<LineNeed> = {}): LineNeed => ({
  lineId,
  sku: 'SHIRT',
  quantity: 1,
  goodsClass: 'A',
  unitPriceMinor: 10_000,
  weightGrams: 500,
  volumeCm3: 0,
  giftForLineId: null,
  ...over,
});

/** The default profile with another strategy. */
export const withStrategy = (over: Partial<Strategy>): RoutingProfile => ({
  ...completeNearest,
  rules: completeNearest.rules.map((rule) => ({ ...rule, strategy: { ...rule.strategy, ...over } })),
});

/** The verdicts of the last applied rule. */
export const verdictsOf = (plan: RoutingPlan) => plan.tried.findLast((rule) => rule.skippedBy === null)?.verdicts ?? [];

/** One shirt, to a home in Hangzhou. */
export const request = (over: Partial<RoutingRequest> = {}): RoutingRequest => ({
  now,
  channelId: 'shop',
  method: 'HOME_DELIVERY',
  sameDay: false,
  orderValueMinor: 10_000,
  pickupLocationId: null,
  destination: { province: '浙江省', city: '杭州市', district: null, latitude: 30.27, longitude: 120.16 },
  shipByAt: null,
  handlingSeconds: 7200,
  carriers: ['sandbox'],
  lines: [line('l1')],
  exclusions: [],
  preferredLocationId: null,
  onlyLocationId: null,
  ignoreQuota: false,
  ignoreExclusions: false,
  ...over,
});
