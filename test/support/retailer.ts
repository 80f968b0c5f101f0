// A small retailer for tests: two cities, four stores, a warehouse and a depot that supplies stores, open round the
// clock except one, with waits of seconds.
import { defaultPolicy, type ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { builtInProfiles } from '../../domain/routing/profiles/built-in.ts';
import type { Retailer, SeedLocation } from '../../db/seed/retailer.ts';

const allDay: [string, string][] = [['00:00', '24:00']];
const always = { weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((d) => [String(d), allDay])), special: {} };

const place = (id: string, province: string, city: string, more: Partial<SeedLocation> = {}): SeedLocation => ({
  id,
  name: id,
  kind: 'STORE',
  partyId: 'head',
  province,
  city,
  district: null,
  latitude: 30,
  longitude: 120,
  timeZone: 'Asia/Shanghai',
  autoAccept: false,
  carriers: ['sandbox'],
  dailyQuota: null,
  openingHours: always,
  methods: ['HOME_DELIVERY', 'STORE_PICKUP'],
  ...more,
});

export const locations = [
  place('near', 'ZJ', 'Hangzhou', { latitude: 30.25, longitude: 120.15 }),
  place('middle', 'ZJ', 'Ningbo', { latitude: 29.87, longitude: 121.55 }),
  place('far', 'SH', 'Shanghai', { latitude: 31.23, longitude: 121.47 }),
  place('closed', 'ZJ', 'Hangzhou', { latitude: 30.26, longitude: 120.16, openingHours: { weekly: {}, special: {} } }),
  place('warehouse', 'JS', 'Suzhou', { kind: 'WAREHOUSE', autoAccept: true, latitude: 31.3, longitude: 120.6 }),
  place('depot', 'JS', 'Suzhou', { methods: ['SHIP_TO_STORE'], latitude: 31.3, longitude: 120.6 }),
];

/** Seconds everywhere, long enough that nothing ends by itself unless a test needs it. */
export const testPolicy: ChannelPolicy = {
  ...defaultPolicy,
  offerSeconds: 600,
  minOfferSeconds: 1,
  handlingSeconds: 1,
  pauseAfterExpiries: 100,
  maxOffers: 3,
};

/** The pepper of pickup codes in tests. */
export const testPepper = 'a pepper for tests only';

/** SKU → location → on hand. */
export const stock: Record<string, Record<string, number>> = {
  SHIRT: { near: 100, middle: 100, far: 100 },
  SHOE: { near: 100, middle: 100 },
  ONLY_NEAR: { near: 5 },
  ONLY_FAR: { far: 5 },
  WAREHOUSED: { warehouse: 100 },
  SENT: { depot: 100 },
  NOWHERE: {},
  GIFT: { near: 100, middle: 100, far: 100 },
};

/** The retailer with one channel per given policy; keys are `key-channel-<id>`, `key-location-<id>`, `key-operator`. */
export function testRetailer(
  channels: Record<string, Partial<ChannelPolicy>> = {},
  webhookUrl: string | null = null,
): Retailer {
  const ids = Object.entries({ shop: {}, ...channels });
  return {
    parties: [{ id: 'head', name: 'Head office', kind: 'HEAD_OFFICE' }],
    profiles: builtInProfiles,
    carriers: [{ id: 'sandbox', name: 'Sandbox' }],
    channels: ids.map(([id, policy]) => ({
      id,
      name: id,
      platform: 'OWN_APP',
      currency: 'CNY',
      policy: { ...testPolicy, ...policy },
      webhookUrl,
      webhookSecret: webhookUrl === null ? null : `whsec_${Buffer.from(`secret of ${id}`).toString('base64')}`,
      profileVersion: 1,
    })),
    locations,
    products: Object.keys(stock).map((sku) => ({
      sku,
      name: sku,
      nameEn: sku,
      category: 'test',
      unitPriceMinor: 10_000,
      weightGrams: 100,
    })),
    stock: Object.entries(stock).flatMap(([sku, at]) =>
      Object.entries(at).map(([locationId, onHand]) => ({ sku, locationId, onHand, safety: 0 })),
    ),
    keys: [
      ...ids.map(([id]) => ({ role: 'channel' as const, name: id, key: `key-channel-${id}`, scope: id })),
      ...locations.map(({ id }) => ({ role: 'location' as const, name: id, key: `key-location-${id}`, scope: id })),
      { role: 'operator' as const, name: 'operator', key: 'key-operator', scope: null },
    ],
  };
}
