// Pickup orders: of buyers with a store in reach that has everything, and of some who choose a store that must be
// supplied.
import type { Retailer } from '../../db/seed/retailer.ts';
import { distanceKm } from '../../domain/values/distance.ts';
import type { OrderBody } from '../olist/convert.ts';
import { diceFor } from './random.ts';

const reachKm = 60;
const usualPickupShare = 0.25;
const suppliedShare = 0.3;

/**
 * The orders as they are sent: usually a quarter of those with a near store become pickup orders of that store, without
 * shipping.
 */
export function withPickups(
  orders: readonly OrderBody[],
  retailer: Retailer,
  { seed, pickupShare = usualPickupShare }: { seed: number; pickupShare?: number },
): OrderBody[] {
  return orders.map((order, at) => {
    const dice = diceFor(seed, `pickup ${at}`);
    const store = !dice.chance(pickupShare)
      ? null
      : dice.chance(suppliedShare)
        ? nearestTo(order, retailer.locations)
        : nearestStocked(order, retailer);
    return store === null ? order : asPickup(order, store);
  });
}

/** The nearest store within reach that has every line; null when there is none or the buyer's place is unknown. */
export function nearestStocked(
  order: OrderBody,
  { locations, stock }: Pick<Retailer, 'locations' | 'stock'>,
): string | null {
  const has = (locationId: string, sku: string, quantity: number): boolean =>
    stock.some((row) => row.locationId === locationId && row.sku === sku && row.onHand - row.safety >= quantity);
  return nearestTo(
    order,
    locations.filter(({ id }) => order.lines.every((line) => has(id, line.sku, line.quantity))),
  );
}

/** The nearest of the stores within the buyer's reach. */
export function nearestTo({ address }: OrderBody, locations: Retailer['locations']): string | null {
  const { latitude, longitude } = address ?? {};
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  const near = locations.flatMap(({ id, latitude: lat, longitude: lng }) =>
    typeof lat !== 'number' || typeof lng !== 'number'
      ? []
      : [{ id, km: distanceKm({ latitude, longitude }, { latitude: lat, longitude: lng }) }],
  );
  return near.filter(({ km }) => km <= reachKm).toSorted((a, b) => a.km - b.km)[0]?.id ?? null;
}

/** A pickup has no shipping: its amount is taken off the payments, the last first. */
function asPickup(order: OrderBody, pickupLocationId: string): OrderBody {
  let off = order.shippingMinor ?? 0;
  const payments = (order.payments ?? [])
    .toReversed()
    .map((payment) => {
      const less = Math.min(off, payment.amountMinor);
      off -= less;
      return { ...payment, amountMinor: payment.amountMinor - less };
    })
    .toReversed();
  return { ...order, method: 'STORE_PICKUP', pickupLocationId, shippingMinor: 0, payments };
}
