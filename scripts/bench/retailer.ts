// The retailer of a benchmark: the tests' one with stock that never runs out, spread so that orders do not wait for the same row.
import type { Retailer } from '../../db/seed/retailer.ts';
import { orderBody } from '../../test/support/orders.ts';
import { testRetailer } from '../../test/support/retailer.ts';

const skus = Array.from({ length: 200 }, (_, n) => `BENCH-${n}`);
const stores = ['near', 'middle', 'far'];
/** Where the buyers live: each nearest to another store. */
const homes = [{ latitude: 30.2, longitude: 120.1 }, { latitude: 29.9, longitude: 121.6 }, { latitude: 31.2, longitude: 121.5 }];

export const channelKey = 'key-channel-shop';
export const storeKey = (store: string): string => `key-location-${store}`;

/** One channel `shop` that hears of its orders at the address. */
export function benchRetailer(webhookUrl: string | null): Retailer {
  const retailer = testRetailer({}, webhookUrl);
  const [product] = retailer.products;
  return {
    ...retailer, products: skus.map((sku) => ({ ...product, sku, name: sku, nameEn: sku, category: 'bench', unitPriceMinor: 10_000, weightGrams: 100 })),
    stock: skus.flatMap((sku) => stores.map((locationId) => ({ sku, locationId, onHand: 10_000_000, safety: 0 }))),
  };
}

/** The n-th order of a run: two lines, to the home of one of three stores; `number` is its own. */
export function benchOrder(n: number, number: string) {
  const sku = (k: number): string => skus[(n * 7 + k) % skus.length] ?? '';
  const body = orderBody({ lines: [[sku(0), 1], [sku(1), 2]] });
  return { ...body, channelOrderNumber: number, address: { ...body.address, ...homes[n % homes.length] } };
}
