// An order as intake makes it from what the channel has sent.
import { expect, test } from '@jest/globals';
import { newOrder, type IntakeOrder } from '../../../domain/intake/new-order.ts';
import { intakeContext, intakeOf } from '../../support/paper-order.ts';

const paid = (amountMinor: number): Pick<IntakeOrder, 'payments'> => {
  const [payment] = intakeOf([{ sku: 'SHIRT', quantity: 1, unitPriceMinor: 0 }]).payments;
  if (!payment) throw new Error('an order on paper is paid');
  return { payments: [{ ...payment, amountMinor }] };
};
const orderOf = (discounts: IntakeOrder['discounts'], paidMinor: number) =>
  newOrder(
    intakeOf([{ sku: 'SHIRT', quantity: 2, unitPriceMinor: 5000 }], {
      discounts,
      shippingMinor: 700,
      ...paid(paidMinor),
    }),
    intakeContext,
  );

test('the discount of an order is the sum of its discounts, whatever each is for', () => {
  const order = orderOf(
    [
      { scope: 'ORDER', lineId: null, amountMinor: 1000 },
      { scope: 'LINE', lineId: 'L1', amountMinor: 300 },
      { scope: 'SHIPPING', lineId: null, amountMinor: 50 },
    ],
    10_000 - 1350 + 700,
  );
  expect(order).toMatchObject({ goodsMinor: 10_000, discountMinor: 1350, shippingMinor: 700 });
  expect(order.intakeFindings).toEqual([]);
});

test('an order without a discount has one of 0', () => {
  expect(orderOf([], 10_700)).toMatchObject({ discountMinor: 0, intakeFindings: [] });
});

test.each([
  [null, 'unknown store: none'],
  ['gone', 'unknown store: gone'],
])('a pickup at the store %s is held, and says so', (pickupLocationId, detail) => {
  const { intakeFindings } = newOrder(
    intakeOf([{ sku: 'SHIRT', quantity: 1, unitPriceMinor: 5000 }], { method: 'STORE_PICKUP', pickupLocationId }),
    intakeContext,
  );
  expect(intakeFindings).toEqual([{ code: 'UNKNOWN_STORE', detail }]);
});
