// A small retailer for the routing tests; every test says only what is special about it.
import type { Candidate, RoutingRequest } from '../../../domain/routing/request.ts';

export const now = Date.UTC(2026, 9, 1, 4);
export const hours = (count: number): number => count * 3_600_000;

/** A store in Hangzhou, open all week, with carrier and no stock. */
export const candidate = (locationId: string, over: Partial<Candidate> = {}): Candidate => ({
  locationId, kind: 'STORE', partyId: 'head-office', province: '浙江省', city: '杭州市', latitude: 30.27, longitude: 120.16,
  participating: true, pausedUntilAt: null, autoAccept: false, carriers: ['sandbox'], quotaLimit: null, quotaTaken: 0, quotaDay: '2026-10-01',
  openIntervals: [{ fromAt: now, toAt: now + hours(168) }], available: {}, ...over,
});

/** One shirt, to a home in Hangzhou. */
export const request = (over: Partial<RoutingRequest> = {}): RoutingRequest => ({
  now, method: 'HOME_DELIVERY', pickupLocationId: null,
  destination: { province: '浙江省', city: '杭州市', district: null, latitude: 30.27, longitude: 120.16 },
  shipByAt: null, handlingSeconds: 7200, carriers: ['sandbox'], lines: [{ lineId: 'l1', sku: 'SHIRT', quantity: 1 }],
  exclusions: [], preferredLocationId: null, onlyLocationId: null, ignoreQuota: false, ignoreExclusions: false, ...over,
});
