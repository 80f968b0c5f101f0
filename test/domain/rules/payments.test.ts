// Payments that are reported, and refunds by hand, refused and settled.
import { describe, expect, test } from '@jest/globals';
import type { PaymentStatus } from '../../../domain/order/states.ts';
import { say, type Paper } from '../../support/paper-order.ts';
import { accept, label, openAttentions, part, refusalOf, routed, ship } from '../../support/paper-stages.ts';

const byHand = (paper: Paper, amountMinor: number) =>
  say(paper, 'refund', { paymentId: 'p1', amountMinor, reason: 'kind' });
const report = (paper: Paper, paymentId: string, status: PaymentStatus, reference: string | null = null) =>
  say(paper, 'recordPayment', { paymentId, status, reference });
const paying = (...statuses: PaymentStatus[]): Paper => {
  const paid = routed().order.payments.map(({ id, ...p }, at) => ({
    ...p,
    paymentId: id,
    status: statuses[at] ?? p.status,
  }));
  return routed({ payments: paid });
};

describe('a refund by hand', () => {
  test('goes up to what is left of the payment, to the cent', () => {
    const paper = routed();
    const { capturedMinor } = part(paper.order.payments, 'p1');
    expect(byHand(paper, 300).answer).toEqual({ refunded: 300 });
    expect(byHand(paper, capturedMinor - 300 + 1).refusal).toEqual({
      code: 'AMOUNT_TOO_HIGH',
      detail: `amountMinor: at most ${capturedMinor - 300} of this payment is left`,
    });
    expect(byHand(paper, capturedMinor - 300).answer).toEqual({ refunded: capturedMinor - 300 });
    expect(byHand(paper, 1).refusal?.code).toBe('AMOUNT_TOO_HIGH');
  });
  test('is booked on the parts of the payment in their order; each is refunded once, and no part of 0', () => {
    const paper = routed();
    const parts = paper.order.fundAllocations.filter((one) => one.paymentId === 'p1');
    const [first, second] = parts.map((one) => one.amountMinor);
    if (first === undefined || second === undefined) throw new Error('two lines and shipping');
    for (const amount of [first - 1, 2, second - 1]) byHand(paper, amount);
    expect(paper.order.refunds.map((r) => r.lines.map((l) => [l.shareId, l.amountMinor]))).toEqual([
      [[parts[0]?.id, first - 1]],
      [
        [parts[0]?.id, 1],
        [parts[1]?.id, 1],
      ],
      [[parts[1]?.id, second - 1]],
    ]);
  });
  test('is of a captured payment of the order', () => {
    expect(byHand(paying('AUTHORIZED'), 1).refusal?.code).toBe('PAYMENT_STATE');
    expect(refusalOf(routed(), 'refund', { paymentId: 'p9', amountMinor: 1, reason: 'r' })).toBe('UNKNOWN_PART');
  });
});

describe('a payment that is reported', () => {
  test('lets the order go on when it was the last that was missing', () => {
    const paper = paying('PENDING', 'PENDING');
    expect(paper.order.status).toBe('ON_HOLD');
    report(paper, 'p1', 'AUTHORIZED');
    expect(paper.order.status).toBe('ON_HOLD');
    report(paper, 'p2', 'CAPTURED', 'bank 7');
    expect(paper.order.status).toBe('AWAITING_ACCEPTANCE');
    expect(part(paper.order.payments, 'p2')).toMatchObject({ reference: 'bank 7' });
    const { capturedMinor, amountMinor } = part(paper.order.payments, 'p2');
    expect([capturedMinor, part(paper.order.payments, 'p1').capturedMinor]).toEqual([amountMinor, 0]);
  });
  test('twice changes nothing; one that cannot become so is refused', () => {
    const paper = routed();
    const refunds = paper.order.timelineLength;
    expect(report(paper, 'p1', 'CAPTURED').answer).toEqual({ status: 'CAPTURED' });
    expect(paper.order.timelineLength).toBe(refunds);
    expect(report(paper, 'p1', 'FAILED').refusal?.code).toBe('PAYMENT_STATE');
    expect(report(paper, 'p9', 'FAILED').refusal?.code).toBe('UNKNOWN_PART');
  });
  test('as cash ends the question for it, when it was the last', () => {
    const paper = ship(label(accept(paying('ON_DELIVERY', 'ON_DELIVERY'))));
    say(paper, 'track', { waybillId: 'w1', event: 'DELIVERED', at: paper.at });
    expect(openAttentions(paper)).toEqual(['COD_UNPAID']);
    report(paper, 'p1', 'CAPTURED');
    expect(openAttentions(paper)).toEqual(['COD_UNPAID']);
    report(paper, 'p2', 'CAPTURED');
    expect(openAttentions(paper)).toEqual([]);
  });
  test('after the order was cancelled goes back', () => {
    const paper = paying('AUTHORIZED', 'CAPTURED');
    say(paper, 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' });
    expect(paper.order.refunds.map((r) => r.paymentId)).toEqual(['p2']);
    expect(paper.order.effects).toContainEqual({ kind: 'VOID_PAYMENT', id: 'p1' });
    report(paper, 'p1', 'CAPTURED');
    expect(paper.order.refunds.map((r) => [r.paymentId, r.amountMinor])).toContainEqual([
      'p1',
      part(paper.order.payments, 'p1').amountMinor,
    ]);
  });
  test('that was voided is void, unless it was captured meanwhile', () => {
    const paper = paying('AUTHORIZED', 'CAPTURED');
    say(paper, 'paymentVoided', { paymentId: 'p2' });
    say(paper, 'paymentVoided', { paymentId: 'p1' });
    expect(paper.order.payments.map((p) => p.status)).toEqual(['VOIDED', 'CAPTURED']);
  });
});

describe('a refund', () => {
  const asked = () => {
    const paper = routed();
    byHand(paper, 300);
    return paper;
  };
  const status = (paper: Paper) => part(paper.order.refunds, 'r1').status;
  test('that the provider refuses is retried or settled outside, once it has been refused', () => {
    const paper = asked();
    expect(refusalOf(paper, 'retryRefund', { refundId: 'r1' })).toBe('WRONG_STATE');
    expect(refusalOf(paper, 'retryRefund', { refundId: 'r9' })).toBe('UNKNOWN_PART');
    say(paper, 'refundRefused', { refundId: 'r1', detail: 'card closed' });
    expect([status(paper), openAttentions(paper)]).toEqual(['FAILED', ['REFUND_REFUSED']]);
    expect(paper.order.waits).toContainEqual({ kind: 'ATTENTION', subjectId: 'r1', dueAt: null, owner: 'FINANCE' });
    say(paper, 'retryRefund', { refundId: 'r1' });
    expect([status(paper), openAttentions(paper), part(paper.order.refunds, 'r1').attempt]).toEqual([
      'REQUESTED',
      [],
      2,
    ]);
    expect(paper.order.waits.filter((w) => w.kind === 'ATTENTION')).toEqual([]);
    say(paper, 'refundRefused', { refundId: 'r1', detail: 'card closed' });
    say(paper, 'markRefundedExternally', { refundId: 'r1', reference: 'bank 9' });
    expect([status(paper), openAttentions(paper)]).toEqual(['SETTLED_OUTSIDE', []]);
    say(paper, 'refundPaid', { refundId: 'r1', reference: 'late' });
    expect([status(paper), part(paper.order.refunds, 'r1').reference]).toEqual(['SETTLED_OUTSIDE', 'bank 9']);
  });
  test('that is paid is paid, also after a refusal; a refusal after that is too late', () => {
    const paper = asked();
    say(paper, 'refundRefused', { refundId: 'r1', detail: 'no' });
    say(paper, 'refundPaid', { refundId: 'r1', reference: 'bank 8' });
    say(paper, 'refundRefused', { refundId: 'r1', detail: 'no' });
    say(paper, 'refundOverdue', { refundId: 'r1' });
    expect([status(paper), openAttentions(paper)]).toEqual(['SUCCEEDED', []]);
  });
  test('that takes long is told to finance, and told no more when it is paid', () => {
    const paper = asked();
    say(paper, 'refundOverdue', { refundId: 'r1' });
    expect(openAttentions(paper)).toEqual(['REFUND_PENDING']);
    say(paper, 'refundPaid', { refundId: 'r1', reference: 'bank' });
    expect(openAttentions(paper)).toEqual([]);
  });
});

test('what a person gave back is not taken off the price of units that are cancelled later', () => {
  const paper = routed();
  byHand(paper, 2000);
  say(paper, 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' });
  const refunded = (paymentId: string) =>
    paper.order.refunds.filter((r) => r.paymentId === paymentId).reduce((sum, r) => sum + r.amountMinor, 0);
  for (const payment of paper.order.payments) expect(refunded(payment.id)).toBe(payment.capturedMinor);
  for (const refund of paper.order.refunds)
    expect(refund.lines.reduce((sum, l) => sum + l.amountMinor, 0)).toBe(refund.amountMinor);
});

test('a short payment is refunded as far as it was paid: the missing cents come off', () => {
  const paid = routed().order.payments.map(({ id, ...p }) => ({ ...p, paymentId: id, amountMinor: p.amountMinor - 5 }));
  const paper = routed({ payments: paid });
  say(paper, 'release', { key: 'TOTALS_MISMATCH', note: null });
  say(paper, 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' });
  expect(paper.order.refunds.map((r) => [r.paymentId, r.amountMinor])).toEqual(
    paper.order.payments.map((p) => [p.id, p.amountMinor]),
  );
  expect(paper.order.fundAllocations.some((one) => one.amountMinor < 0)).toBe(true);
});
