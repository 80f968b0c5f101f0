import { expect, test } from '@jest/globals';
import { totalsDifference } from '../../../domain/pricing/totals.ts';

const lines = [
  { quantity: 2, unitPriceMinor: 9900 },
  { quantity: 1, unitPriceMinor: 5000 },
];
const discounts = [
  { scope: 'ORDER' as const, amountMinor: 2000 },
  { scope: 'LINE' as const, lineId: 'b', amountMinor: 500 },
];

test('an order adds up when goods, minus the discounts, plus shipping, is what all fund sources pay together', () => {
  expect(
    totalsDifference({
      lines,
      discounts,
      shippingMinor: 1000,
      payments: [{ amountMinor: 20_000 }, { amountMinor: 3300 }],
    }),
  ).toBe(0);
});

test('too much paid is a positive difference, too little a negative one', () => {
  expect(totalsDifference({ lines, discounts, shippingMinor: 1000, payments: [{ amountMinor: 23_301 }] })).toBe(1);
  expect(totalsDifference({ lines, discounts, shippingMinor: 1000, payments: [] })).toBe(-23_300);
});
