// A scenario, and the comparison of an order's end with its expected end.
import { refundedMinor, type OrderSeen } from './order-seen.ts';
import type { Play } from './play.ts';

/** The expected end of a scenario; for the fulfillment orders, in the order of their opening, location and status. */
export interface Expected {
  status: 'COMPLETED' | 'CANCELLED';
  refundedMinor: number;
  fulfillmentOrders: string[];
}

/**
 * One order and its course. Its product is its own and in stock only as `stock` says, so that routing has one result.
 */
export interface Scenario {
  name: string;
  title: string;
  quantity: number;
  pickupAt: string | null;
  stock: Record<string, number>;
  expected: Expected;
  act: (play: Play) => Promise<void>;
}

export const unitPriceMinor = 10_000;
export const shippingMinor = 800;

/** The buyer's payment: goods, plus shipping unless the order is collected. */
export const paidMinor = ({ quantity, pickupAt }: Pick<Scenario, 'quantity' | 'pickupAt'>): number =>
  quantity * unitPriceMinor + (pickupAt === null ? shippingMinor : 0);

/** The differences of an order's end from the expected one, in words; empty when there are none. */
export function differences(
  { status, refundedMinor: refund, fulfillmentOrders }: Expected,
  order: OrderSeen,
): string[] {
  const seen: [what: string, expected: string, found: string][] = [
    ['status', status, order.status],
    ['refunded', String(refund), String(refundedMinor(order))],
    [
      'fulfillment orders',
      fulfillmentOrders.join(', '),
      order.fulfillmentOrders.map((fo) => `${fo.locationId} ${fo.status}`).join(', '),
    ],
    ['over', 'yes', order.closedAt === null ? 'no' : 'yes'],
  ];
  return seen
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) => `${what}: expected ${expected}, found ${found || 'none'}`);
}
