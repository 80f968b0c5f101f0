// The retailer of a benchmark: the tests' retailer with endless stock, spread so that orders do not wait for the same
// row.
import type { Retailer } from '../../db/seed/retailer.ts';
import { orderBody } from '../../test/support/orders.ts';
import { testRetailer } from '../../test/support/retailer.ts';

const skus = Array.from({ length: 200 }, (_, n) => `BENCH-${n}`);
/** The stores, each with a buyer's home nearby. */
const stores = [
  { id: 'near', home: { province: 'ZJ', city: 'Hangzhou', latitude: 30.25, longitude: 120.15 } },
  { id: 'middle', home: { province: 'ZJ', city: 'Ningbo', latitude: 29.87, longitude: 121.55 } },
  { id: 'far', home: { province: 'SH', city: 'Shanghai', latitude: 31.23, longitude: 121.47 } },
];
const storeOf = (n: number) => stores[n % stores.length] as (typeof stores)[number];

export const channelKey = 'key-channel-shop';
/** The key of the store that is asked for the n-th order. */
export const storeKey = (n: number): string => `key-location-${storeOf(n).id}`;

/** One channel `shop` with its webhook address. */
export function benchRetailer(webhookUrl: string | null): Retailer {
  return {
    ...testRetailer({}, webhookUrl),
    products: skus.map((sku) => ({
      sku,
      name: sku,
      nameEn: null,
      category: 'bench',
      unitPriceMinor: 10_000,
      weightGrams: 100,
    })),
    stock: skus.flatMap((sku) => stores.map(({ id }) => ({ sku, locationId: id, onHand: 10_000_000, safety: 0 }))),
  };
}

/** The n-th order of a run: two lines, to a home near its store; `number` is its channel order number. */
export function benchOrder(n: number, number: string) {
  const sku = (k: number): string => skus[(n * 7 + k) % skus.length] ?? '';
  const body = orderBody({
    lines: [
      [sku(0), 1],
      [sku(1), 2],
    ],
  });
  return { ...body, channelOrderNumber: number, address: { ...body.address, ...storeOf(n).home } };
}
