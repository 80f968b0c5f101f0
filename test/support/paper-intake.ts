// What a channel sends, on paper: an order that is paid by card and points.
import type { IntakeOrder } from '../../domain/intake/new-order.ts';
import { defaultPolicy } from '../../domain/order/channel-policy.ts';

/** An order of these lines, complete and paid for. */
export function intakeOf(
  lines: { sku: string; quantity: number; unitPriceMinor: number; gift?: boolean; giftForLineId?: string }[],
  more: Partial<IntakeOrder> = {},
): IntakeOrder {
  const total = lines.reduce((sum, l) => sum + l.quantity * l.unitPriceMinor, 0);
  return {
    channelOrderNumber: 'N',
    placedAt: 0,
    currency: 'CNY',
    method: 'HOME_DELIVERY',
    pickupLocationId: null,
    buyer: {},
    address: { name: 'n', phone: 'p', province: 'P', city: 'C', line: 'l' },
    discounts: [],
    shippingMinor: 700,
    buyerNote: null,
    shipBy: null,
    distributor: null,
    references: {},
    lines: lines.map((l, i) => ({
      lineId: `L${i + 1}`,
      listPriceMinor: l.unitPriceMinor,
      gift: false,
      giftForLineId: null,
      ...l,
    })),
    payments: [
      {
        paymentId: 'p1',
        tender: 'CARD',
        fundSource: 'BUYER',
        amountMinor: total + 700 - Math.floor(total / 3),
        status: 'CAPTURED',
        reference: null,
      },
      {
        paymentId: 'p2',
        tender: 'POINTS',
        fundSource: 'POINTS',
        amountMinor: Math.floor(total / 3),
        status: 'CAPTURED',
        reference: null,
      },
    ],
    ...more,
  };
}

/** A channel with the default policy that knows one product and no store. */
export const intakeContext = {
  id: 'x',
  channelId: 'shop',
  nowAt: 0,
  policy: defaultPolicy,
  currency: 'CNY',
  workingDays: null,
  profileVersion: 1,
  knownSkus: new Set(['SHIRT']),
  knownStores: new Set<string>(),
};
