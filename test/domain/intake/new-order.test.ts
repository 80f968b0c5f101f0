// An order as intake makes it from what the channel has sent.
import { expect, test } from '@jest/globals';
import { intakeFindings, newOrder, type IntakeOrder } from '../../../domain/intake/new-order.ts';
import { defaultPolicy } from '../../../domain/order/channel-policy.ts';
import { intakeContext, intakeOf } from '../../support/paper-intake.ts';

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

test('lines, and the parts of payments, are numbered from 1 as they came', () => {
  const order = newOrder(
    intakeOf([
      { sku: 'SHIRT', quantity: 1, unitPriceMinor: 5000 },
      { sku: 'SHIRT', quantity: 2, unitPriceMinor: 700 },
    ]),
    intakeContext,
  );
  expect(order.lines.map(({ id, position }) => [id, position])).toEqual([
    ['L1', 1],
    ['L2', 2],
  ]);
  expect(order.fundAllocations.map(({ id }) => id)).toEqual(order.fundAllocations.map((_, at) => `s${at + 1}`));
});

test.each([
  [null, false],
  [' \n', false],
  ['ring twice', true],
])('a note of the buyer that says %j is read by a person: %s', (buyerNote, hasBuyerNote) => {
  expect(
    newOrder(intakeOf([{ sku: 'SHIRT', quantity: 1, unitPriceMinor: 5000 }], { buyerNote }), intakeContext),
  ).toMatchObject({ hasBuyerNote });
});

test('money that has come is known from the start, money that is promised is not there yet', () => {
  const payments = (status: 'CAPTURED' | 'AUTHORIZED') =>
    paid(5700).payments.map((payment) => ({ ...payment, status }));
  const order = (status: 'CAPTURED' | 'AUTHORIZED') =>
    newOrder(
      intakeOf([{ sku: 'SHIRT', quantity: 1, unitPriceMinor: 5000 }], { payments: payments(status) }),
      intakeContext,
    );
  expect([order('CAPTURED'), order('AUTHORIZED')].map((o) => o.payments[0]?.capturedMinor)).toEqual([5700, 0]);
});

test('payments may differ by what the channel tolerates, to the cent, and by no more', () => {
  const codes = (paidMinor: number, currency = 'CNY') =>
    intakeFindings(intakeOf([{ sku: 'SHIRT', quantity: 1, unitPriceMinor: 5000 }], { ...paid(paidMinor), currency }), {
      ...intakeContext,
      policy: { ...defaultPolicy, totalsToleranceMinor: 3 },
    }).map(({ code }) => code);
  expect([5703, 5697, 5704, 5696].map((paidMinor) => codes(paidMinor))).toEqual([
    [],
    [],
    ['TOTALS_MISMATCH'],
    ['TOTALS_MISMATCH'],
  ]);
  expect(codes(5700, 'EUR')).toEqual(['OTHER_CURRENCY']);
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
