// Amounts at their limits: an order is refused with its field, or all its sums are exact.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { chargeableGrams } from '../../domain/carriers/freight.ts';
import { ProductIn } from '../../api/contract/setup-in.ts';
import { newOrder } from '../../domain/intake/new-order.ts';
import { defaultPolicy } from '../../domain/order/channel-policy.ts';
import { orderBody } from '../support/orders.ts';
import { intakeContext } from '../support/paper-intake.ts';

const most = Number.MAX_SAFE_INTEGER;
const context = {
  ...intakeContext,
  policy: { ...defaultPolicy, giftShare: 'BY_LIST_PRICE' as const },
  knownSkus: new Set<string>(),
};
const faults = (body: object): string[] =>
  PlaceOrder.safeParse({ ...orderBody(), ...body }).error?.issues.map((issue) => issue.path.join('/')) ?? [];
const line = (more: object) => ({ lineId: 'L1', sku: 'SHIRT', quantity: 1, unitPriceMinor: 1, ...more });

describe('what would add up to more than can be counted is refused by its field', () => {
  test.each([
    ['list prices', { lines: [line({ quantity: 2, listPriceMinor: most })] }, ['lines']],
    ['prices', { lines: [line({ quantity: 2, unitPriceMinor: most })] }, ['lines']],
    [
      'discounts',
      {
        discounts: [
          { scope: 'ORDER', amountMinor: most },
          { scope: 'ORDER', amountMinor: most },
        ],
      },
      ['discounts'],
    ],
    ['a discount and what was paid', { discounts: [{ scope: 'ORDER', amountMinor: most }] }, ['discounts']],
    ['an ordinary order', {}, []],
  ])('%s', (_, body, fields) => {
    expect([...new Set(faults(body))]).toEqual(fields);
  });
});

test('an order that is not refused can be reckoned with, whatever it asks', () => {
  const amount = fc.oneof(
    fc.constantFrom(0, 1, 2 ** 52, most - 1, most),
    fc.integer({ min: 0, max: most }),
    fc.nat(100_000),
  );
  const lines = fc.array(
    fc.record({
      quantity: fc.constantFrom(1, 2, 100_000),
      unitPriceMinor: amount,
      listPriceMinor: fc.option(amount),
      gift: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const discounts = fc.array(fc.record({ scope: fc.constantFrom('ORDER', 'SHIPPING'), amountMinor: amount }), {
    maxLength: 3,
  });
  const payments = fc.array(amount, { minLength: 1, maxLength: 3 });
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(lines, discounts, payments, amount, (ls, ds, ps, shippingMinor) => {
      const asked = PlaceOrder.safeParse({
        ...orderBody(),
        shippingMinor,
        lines: ls.map((l, at) => ({ ...line(l), lineId: `L${at}` })),
        discounts: ds,
        payments: ps.map((amountMinor, at) => ({
          paymentId: `p${at}`,
          tender: 'CARD',
          amountMinor,
          status: 'CAPTURED',
        })),
      });
      if (!asked.success) {
        refused += 1;
        return;
      }
      taken += 1;
      const order = newOrder(canonical(asked.data), context);
      expect(order.fundAllocations.every((share) => Number.isSafeInteger(share.amountMinor))).toBe(true);
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(100);
});

test('the heaviest and largest product, as many as an order may have, can be weighed', () => {
  const heaviest = { name: 'x', category: 'x', unitPriceMinor: 1, weightGrams: 100_000_000, volumeCm3: 100_000_000 };
  expect(ProductIn.safeParse({ ...heaviest, weightGrams: 100_000_001 }).success).toBe(false);
  const { weightGrams, volumeCm3 } = ProductIn.parse(heaviest);
  expect(
    chargeableGrams(
      { volumetricDivisor: 1 },
      Array.from({ length: 200 }, () => ({ quantity: 100_000, weightGrams, volumeCm3 })),
    ),
  ).toBeGreaterThan(0);
});
