import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { freezeFundAllocations, type AllocationInput } from '../../../domain/pricing/fund-allocation.ts';
import { netPrices, type NetLine } from '../../../domain/pricing/net-prices.ts';
import { totalsDifference } from '../../../domain/pricing/totals.ts';

const line = (id: string, over: Partial<NetLine> = {}): NetLine => ({
  id,
  quantity: 1,
  unitPriceMinor: 10_000,
  listPriceMinor: 10_000,
  gift: false,
  giftForLineId: null,
  ...over,
});
const gift = (id: string, giftForLineId: string | null, listPriceMinor: number): NetLine =>
  line(id, { unitPriceMinor: 0, listPriceMinor, gift: true, giftForLineId });
const intake = (over: Partial<AllocationInput>): AllocationInput => ({
  lines: [],
  discounts: [],
  shippingMinor: 0,
  payments: [],
  giftShare: 'NONE',
  ...over,
});
const buyerPays = (amountMinor: number) => [{ id: 'p1', fundSource: 'BUYER' as const, amountMinor }];
const short = (order: AllocationInput) =>
  freezeFundAllocations(order).map((allocation) => [
    allocation.paymentId,
    allocation.lineId ?? allocation.kind,
    allocation.amountMinor,
  ]);
const total = (amounts: number[]) => amounts.reduce((all, one) => all + one, 0);

describe('freezing who pays how much of what', () => {
  test('a coupon and the buyer each pay a part of every line and of shipping', () => {
    const payments = [...buyerPays(18_000), { id: 'p2', fundSource: 'PLATFORM_COUPON' as const, amountMinor: 3000 }];
    expect(
      short(
        intake({ lines: [line('a'), line('b', { quantity: 2, unitPriceMinor: 5000 })], shippingMinor: 1000, payments }),
      ),
    ).toEqual([
      ['p1', 'a', 8572],
      ['p1', 'b', 8571],
      ['p1', 'SHIPPING', 857],
      ['p2', 'a', 1428],
      ['p2', 'b', 1429],
      ['p2', 'SHIPPING', 143],
    ]);
  });

  test('a discount on a line lowers it, one on the order all in proportion, one on shipping the shipping', () => {
    const discounts = [
      { scope: 'LINE' as const, lineId: 'a', amountMinor: 5000 },
      { scope: 'ORDER' as const, amountMinor: 3000 },
      { scope: 'SHIPPING' as const, amountMinor: 400 },
    ];
    expect(netPrices(intake({ lines: [line('a'), line('b')], discounts, shippingMinor: 1000 }))).toEqual({
      lines: [4000, 8000],
      shippingMinor: 600,
    });
  });

  test('what a discount has too much for its line comes off the other lines, and then off shipping', () => {
    const discounts = [{ scope: 'LINE' as const, lineId: 'a', amountMinor: 12_000 }];
    expect(netPrices(intake({ lines: [line('a'), line('b')], discounts, shippingMinor: 1000 }))).toEqual({
      lines: [0, 8000],
      shippingMinor: 1000,
    });
    expect(
      netPrices(
        intake({ lines: [line('a')], discounts: [{ scope: 'ORDER', amountMinor: 10_300 }], shippingMinor: 1000 }),
      ),
    ).toEqual({ lines: [0], shippingMinor: 700 });
  });

  test('a cent too much or too little is an allocation of kind ROUNDING, and the lines keep their prices', () => {
    expect(short(intake({ lines: [line('a')], payments: buyerPays(10_001) }))).toEqual([
      ['p1', 'a', 10_000],
      ['p1', 'ROUNDING', 1],
    ]);
    expect(short(intake({ lines: [line('a')], payments: buyerPays(9999) }))).toEqual([
      ['p1', 'a', 10_000],
      ['p1', 'ROUNDING', -1],
    ]);
  });

  test('an order for which nothing is paid has no allocations', () => {
    expect(freezeFundAllocations(intake({ lines: [line('a')], payments: [] }))).toEqual([]);
    expect(
      freezeFundAllocations(intake({ lines: [line('a', { unitPriceMinor: 0 })], payments: buyerPays(0) })),
    ).toEqual([]);
  });

  test('a gift gets no allocation unless the channel gives it one by list price', () => {
    const order = intake({
      lines: [line('a', { unitPriceMinor: 9000, listPriceMinor: 10_000 }), gift('g', 'a', 5000), line('b')],
      payments: buyerPays(19_000),
    });
    expect(short(order)).toEqual([
      ['p1', 'a', 9000],
      ['p1', 'b', 10_000],
    ]);
    expect(short({ ...order, giftShare: 'BY_LIST_PRICE' })).toEqual([
      ['p1', 'a', 6000],
      ['p1', 'g', 3000],
      ['p1', 'b', 10_000],
    ]);
  });

  test('a paid line without a list price counts with the price it sells for', () => {
    expect(
      netPrices(
        intake({
          lines: [line('a', { unitPriceMinor: 9000, listPriceMinor: 0 }), gift('g', 'a', 9000)],
          giftShare: 'BY_LIST_PRICE',
        }),
      ).lines,
    ).toEqual([4500, 4500]);
  });

  test('a gift for the whole order takes its part from all paid lines, in proportion to what they cost', () => {
    const lines = [line('a', { unitPriceMinor: 30_000, listPriceMinor: 30_000 }), line('b'), gift('g', null, 10_000)];
    expect(netPrices(intake({ lines, giftShare: 'BY_LIST_PRICE' })).lines).toEqual([24_000, 8000, 8000]);
  });
});

const money = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 50_000_000 }));
const anyLines = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 20 }),
      unitPriceMinor: money,
      listPriceMinor: money,
      gift: fc.boolean(),
      parent: fc.integer({ min: -1, max: 5 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows): NetLine[] =>
    rows.map(({ parent, ...row }, at) => ({
      id: `l${at}`,
      ...row,
      giftForLineId: row.gift && parent >= 0 ? `l${parent}` : null,
    })),
  );
const anyDiscounts = fc.array(
  fc.record({
    scope: fc.constantFrom('ORDER' as const, 'LINE' as const, 'SHIPPING' as const),
    lineId: fc.constantFrom('l0', 'l1', 'l9'),
    amountMinor: money,
  }),
  { maxLength: 4 },
);
const anyPayments = fc
  .array(
    fc.record({
      fundSource: fc.constantFrom('BUYER' as const, 'PLATFORM_COUPON' as const, 'POINTS' as const),
      amountMinor: money,
    }),
    { maxLength: 4 },
  )
  .map((rows) => rows.map((row, at) => ({ id: `p${at}`, ...row })));
const anyIntake: fc.Arbitrary<AllocationInput> = fc.record({
  lines: anyLines,
  discounts: anyDiscounts,
  shippingMinor: money,
  payments: anyPayments,
  giftShare: fc.constantFrom('NONE' as const, 'BY_LIST_PRICE' as const),
});

/** The same order with one more payment, so that it adds up if possible. */
function balanced(order: AllocationInput): AllocationInput {
  const missing = -totalsDifference(order);
  return {
    ...order,
    payments: [...order.payments, { id: 'rest', fundSource: 'BUYER', amountMinor: Math.max(0, missing) }],
  };
}

describe('whatever the order', () => {
  const orders = fc.oneof(anyIntake, anyIntake.map(balanced));
  const sumOf = (
    order: AllocationInput,
    keep: (allocation: ReturnType<typeof freezeFundAllocations>[number]) => boolean,
  ) =>
    total(
      freezeFundAllocations(order)
        .filter(keep)
        .map((allocation) => allocation.amountMinor),
    );

  test('the allocations of each payment add up to that payment', () => {
    fc.assert(
      fc.property(orders, (order) => {
        for (const payment of order.payments)
          expect(sumOf(order, (allocation) => allocation.paymentId === payment.id)).toBe(payment.amountMinor);
      }),
      { numRuns: 500 },
    );
  });

  test('the allocations of each line add up to what the line costs, those of shipping to what shipping costs', () => {
    fc.assert(
      fc.property(
        orders.filter((order) => order.payments.some((payment) => payment.amountMinor > 0)),
        (order) => {
          const nets = netPrices(order);
          order.lines.forEach((one, at) => {
            expect(sumOf(order, (allocation) => allocation.lineId === one.id)).toBe(nets.lines[at]);
          });
          expect(sumOf(order, (allocation) => allocation.kind === 'SHIPPING')).toBe(nets.shippingMinor);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('an order that adds up has no rounding, and no allocation is 0; only rounding may be negative', () => {
    fc.assert(
      fc.property(orders, (order) => {
        for (const allocation of freezeFundAllocations(order))
          expect(allocation.kind === 'ROUNDING' ? allocation.amountMinor !== 0 : allocation.amountMinor > 0).toBe(true);
        if (totalsDifference(order) === 0)
          expect(freezeFundAllocations(order).filter((allocation) => allocation.kind === 'ROUNDING')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('no price is below zero, and discounts take exactly what they say while there is something to take', () => {
    fc.assert(
      fc.property(anyIntake, (order) => {
        const nets = netPrices(order);
        for (const net of [...nets.lines, nets.shippingMinor]) expect(net).toBeGreaterThanOrEqual(0);
        const owed = -totalsDifference({ ...order, payments: [] });
        expect(total([...nets.lines, nets.shippingMinor])).toBe(Math.max(0, owed));
      }),
      { numRuns: 500 },
    );
  });

  test('each allocation is within a few minor units of its exact proportion', () => {
    fc.assert(
      fc.property(anyIntake.map(balanced), (order) => {
        const nets = netPrices(order);
        const owed = total([...nets.lines, nets.shippingMinor]);
        if (totalsDifference(order) !== 0) return;
        for (const allocation of freezeFundAllocations(order)) {
          const net =
            allocation.lineId === null
              ? nets.shippingMinor
              : (nets.lines[order.lines.findIndex((one) => one.id === allocation.lineId)] ?? 0);
          const paid = order.payments.find((payment) => payment.id === allocation.paymentId)?.amountMinor ?? 0;
          expect(Math.abs(allocation.amountMinor - (paid * net) / owed)).toBeLessThanOrEqual(order.payments.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('an order of gifts only leaves each its own price: there is no paid line to share with', () => {
  const priced = [
    line('a', { unitPriceMinor: 100, listPriceMinor: 500, gift: true }),
    line('b', { unitPriceMinor: 100, listPriceMinor: 100, gift: true }),
  ];
  expect(netPrices(intake({ lines: priced, giftShare: 'BY_LIST_PRICE' })).lines).toEqual([100, 100]);
});
