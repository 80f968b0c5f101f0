// What a scenario is, and whether an order has ended as it should.
import { refundedMinor, type OrderSeen } from './order-seen.ts';
import type { Play } from './play.ts';

/** The end a scenario must have; of the fulfillment orders, in the order of their opening, location and status. */
export interface Expected {
  status: 'COMPLETED' | 'CANCELLED';
  refundedMinor: number;
  fulfillmentOrders: string[];
}

/**
 * One order and what happens to it. Its product is its own and lies only where `stock` says, so that routing has one
 * answer.
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

/** What the buyer has paid: goods, and shipping unless the order is collected. */
export const paidMinor = ({ quantity, pickupAt }: Pick<Scenario, 'quantity' | 'pickupAt'>): number =>
  quantity * unitPriceMinor + (pickupAt === null ? shippingMinor : 0);

/** What of an order's end is not as expected, in words; empty when all is. */
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
