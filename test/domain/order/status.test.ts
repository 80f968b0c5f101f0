// The status is the first matching line of the specification's table. One example per line, and a check that each line
// precedes the next.
import { describe, expect, test } from '@jest/globals';
import type {
  Attention,
  Cancellation,
  FulfillmentLine,
  FulfillmentOrder,
  Hold,
  Offer,
  Order,
  OrderLine,
  Refund,
} from '../../../domain/order/order.ts';
import { deriveStatus, isOver } from '../../../domain/order/status.ts';

const line = (of: Partial<OrderLine> = {}): OrderLine => ({
  id: 'L1',
  position: 1,
  sku: 'SHIRT',
  quantity: 2,
  unrouted: 0,
  fulfilled: 0,
  cancelled: 0,
  refundable: 0,
  reshipDue: 0,
  unitPriceMinor: 1000,
  listPriceMinor: 1000,
  gift: false,
  giftForLineId: null,
  ...of,
});
const order = (of: Partial<Order> = {}): Order => ({
  id: '019a0000-0000-7000-8000-000000000000',
  channelId: 'shop',
  channelOrderNumber: 'T-1',
  currency: 'CNY',
  method: 'HOME_DELIVERY',
  pickupLocationId: null,
  status: 'RECEIVED',
  version: 1,
  placedAt: 0,
  receivedAt: 0,
  auditedAt: 1,
  closedAt: null,
  receiptConfirmedAt: null,
  shipByAt: null,
  buyerChoiceDueAt: null,
  sameDay: false,
  slot: null,
  destination: null,
  addressComplete: true,
  hasBuyerNote: false,
  buyerId: null,
  intakeFindings: [],
  goodsMinor: 2000,
  discountMinor: 0,
  shippingMinor: 0,
  profileVersion: 1,
  messageCount: 0,
  timelineLength: 0,
  waits: [],
  effects: [],
  lines: [line()],
  fundAllocations: [],
  payments: [],
  holds: [],
  attentions: [],
  fulfillmentOrders: [],
  fulfillmentLines: [],
  offers: [],
  cancellations: [],
  pickupCodes: [],
  waybills: [],
  refunds: [],
  exclusions: [],
  ...of,
});
const attention = (resolvedAt: number | null = null) => ({ id: 'a1', resolvedAt }) as Attention;
const hold = (releasedAt: number | null = null) => ({ id: 'h1', key: 'FRAUD', releasedAt }) as Hold;
const offer = (status: Offer['status']) => ({ id: 'o1', status }) as Offer;
const fo = (status: FulfillmentOrder['status'], reship = false) => ({ id: 'f1', status, reship }) as FulfillmentOrder;
const again = { fulfillmentOrderId: 'f1', lineId: 'L1', quantity: 1 } as FulfillmentLine;
const cancellation = (status: Cancellation['status']) => ({ id: 'c1', status }) as Cancellation;
const refund = (status: Refund['status']) => ({ id: 'r1', status }) as Refund;
const allCancelled = [line({ cancelled: 2 })];
const allLeft = [line({ fulfilled: 2 })];

/** The lines of the table in their order, each with a matching order; a later line never hides an earlier one. */
const table: [string, ReturnType<typeof deriveStatus>, Partial<Order>][] = [
  ['something asks for a person', 'NEEDS_ATTENTION', { attentions: [attention()] }],
  ['a hold lies on it', 'ON_HOLD', { holds: [hold()] }],
  ['a store was asked to stop and has not answered', 'CANCELLING', { cancellations: [cancellation('REQUESTED')] }],
  [
    'all was cancelled, the money is on its way back',
    'CANCELLING',
    { lines: allCancelled, refunds: [refund('REQUESTED')] },
  ],
  ['all was cancelled, a refund was refused', 'CANCELLING', { lines: allCancelled, refunds: [refund('FAILED')] }],
  [
    'all was cancelled, the money is back',
    'CANCELLED',
    { lines: allCancelled, refunds: [refund('SUCCEEDED'), refund('SETTLED_OUTSIDE')] },
  ],
  ['all was cancelled, nothing had been paid', 'CANCELLED', { lines: allCancelled }],
  ['the buyer must choose another store', 'AWAITING_BUYER', { buyerChoiceDueAt: 1, lines: [line({ unrouted: 2 })] }],
  [
    'all arrived and the receipt is confirmed',
    'COMPLETED',
    { lines: allLeft, fulfillmentOrders: [fo('DELIVERED')], receiptConfirmedAt: 1 },
  ],
  [
    'all was collected and the receipt is confirmed',
    'COMPLETED',
    { lines: allLeft, fulfillmentOrders: [fo('COLLECTED')], receiptConfirmedAt: 1 },
  ],
  [
    'all came back, was refunded and confirmed',
    'COMPLETED',
    { lines: allLeft, fulfillmentOrders: [fo('RETURNED')], refunds: [refund('SUCCEEDED')], receiptConfirmedAt: 1 },
  ],
  [
    'some units were cancelled, the others arrived',
    'COMPLETED',
    {
      lines: [line({ fulfilled: 1, cancelled: 1 })],
      fulfillmentOrders: [fo('DELIVERED')],
      refunds: [refund('SUCCEEDED')],
      receiptConfirmedAt: 1,
    },
  ],
  [
    'all left and is on its way',
    'FULFILLED',
    { lines: allLeft, fulfillmentOrders: [fo('SHIPPED')], receiptConfirmedAt: 1 },
  ],
  ['all arrived, nobody has confirmed', 'FULFILLED', { lines: allLeft, fulfillmentOrders: [fo('DELIVERED')] }],
  [
    'all arrived, a refund is not final',
    'FULFILLED',
    { lines: allLeft, fulfillmentOrders: [fo('RETURNED')], refunds: [refund('REQUESTED')], receiptConfirmedAt: 1 },
  ],
  ['one unit left, one is still looked for', 'PARTIALLY_FULFILLED', { lines: [line({ fulfilled: 1, unrouted: 1 })] }],
  [
    'one line left, the other is in the store',
    'PARTIALLY_FULFILLED',
    { lines: [...allLeft, line({ id: 'L2' })], fulfillmentOrders: [fo('SHIPPED'), fo('IN_PROGRESS')] },
  ],
  [
    'of two units that left one is lost and is sent again',
    'PARTIALLY_FULFILLED',
    { lines: allLeft, fulfillmentOrders: [fo('IN_PROGRESS', true)], fulfillmentLines: [again] },
  ],
  [
    'the replacement has left as well',
    'FULFILLED',
    { lines: allLeft, fulfillmentOrders: [fo('SHIPPED', true)], fulfillmentLines: [again] },
  ],
  ['all of it is lost and to be sent again', 'ROUTING', { lines: [line({ fulfilled: 2, reshipDue: 2 })] }],
  [
    'a store has been asked for the replacement of all',
    'AWAITING_ACCEPTANCE',
    {
      lines: allLeft,
      fulfillmentOrders: [fo('OPEN', true)],
      fulfillmentLines: [{ ...again, quantity: 2 }],
      offers: [offer('OFFERED')],
    },
  ],
  ['nobody has looked at it yet', 'RECEIVED', { auditedAt: null, lines: [line({ unrouted: 2 })] }],
  ['a unit has no location', 'ROUTING', { lines: [line({ unrouted: 1 })], offers: [offer('OFFERED')] }],
  ['a store has been asked', 'AWAITING_ACCEPTANCE', { fulfillmentOrders: [fo('OPEN')], offers: [offer('OFFERED')] }],
  ['one store works, another has been asked', 'AWAITING_ACCEPTANCE', { offers: [offer('ACCEPTED'), offer('OFFERED')] }],
  ['the store works', 'IN_FULFILLMENT', { fulfillmentOrders: [fo('IN_PROGRESS')], offers: [offer('ACCEPTED')] }],
];

test.each(table)('%s: %s', (_, status, of) => {
  expect(deriveStatus(order(of), false)).toBe(status);
});

describe('what comes first in the table hides what comes later', () => {
  const first: [string, Partial<Order>][] = [
    ['NEEDS_ATTENTION', { attentions: [attention()] }],
    ['ON_HOLD', { holds: [hold()] }],
    ['CANCELLING', { cancellations: [cancellation('REQUESTED')] }],
  ];
  test.each(first)('%s', (status, of) => {
    for (const [, other, rest] of table.filter(
      ([, s]) =>
        !first
          .slice(
            0,
            first.findIndex(([f]) => f === status),
          )
          .some(([f]) => f === s),
    ))
      expect([other, deriveStatus(order({ ...rest, ...of }), true)]).toEqual([other, status]);
  });
});

test('what a person has settled, released or answered counts no more', () => {
  expect(
    deriveStatus(
      order({
        attentions: [attention(1)],
        holds: [hold(1)],
        cancellations: [cancellation('REFUSED')],
        offers: [offer('ACCEPTED')],
      }),
      false,
    ),
  ).toBe('IN_FULFILLMENT');
});

test('a channel that counts delivery as receipt completes at delivery, and not before', () => {
  expect(deriveStatus(order({ lines: allLeft, fulfillmentOrders: [fo('DELIVERED')] }), true)).toBe('COMPLETED');
  expect(deriveStatus(order({ lines: allLeft, fulfillmentOrders: [fo('SHIPPED')] }), true)).toBe('FULFILLED');
});

test('cancelled units count in no other status', () => {
  expect(deriveStatus(order({ lines: [line({ cancelled: 2 }), line({ id: 'L2', unrouted: 2 })] }), false)).toBe(
    'ROUTING',
  );
  expect(
    deriveStatus(
      order({
        lines: [line({ cancelled: 2 }), line({ id: 'L2', fulfilled: 2 })],
        fulfillmentOrders: [fo('CANCELLED'), fo('SHIPPED')],
      }),
      false,
    ),
  ).toBe('FULFILLED');
});

test('an order is over when nothing is open, asked, owed or on its way', () => {
  const done: Partial<Order> = { lines: allLeft, fulfillmentOrders: [fo('DELIVERED')], refunds: [refund('SUCCEEDED')] };
  expect(isOver(order(done))).toBe(true);
  const open: Partial<Order>[] = [
    { auditedAt: null },
    { attentions: [attention()] },
    { holds: [hold()] },
    { cancellations: [cancellation('REQUESTED')] },
    { buyerChoiceDueAt: 1 },
    { refunds: [refund('FAILED')] },
    { refunds: [refund('REQUESTED')] },
    { lines: [line({ fulfilled: 1 })] },
    { fulfillmentOrders: [fo('SHIPPED')] },
    { fulfillmentOrders: [fo('LOST')] },
  ];
  for (const one of open) expect(isOver(order({ ...done, ...one }))).toBe(false);
});
