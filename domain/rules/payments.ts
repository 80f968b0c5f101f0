// Payments and refunds: reports, retries, and refunds settled by hand.
import { found, move, note, raiseAttention, resolveAttention, type Change } from '../order/change.ts';
import type { Order, Payment } from '../order/order.ts';
import { addRefund, refundableOf, requestRefunds, retryRefund } from '../steps/refunds.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import { canMove, type PaymentStatus, type RefundStatus } from '../order/states.ts';
import type { OrderView } from '../order/view.ts';
import { releaseHold } from './holds.ts';

const refuseRefund = (view: OrderView, id: string, from: RefundStatus): Refusal | null => {
  const refund = view.refunds.find((r) => r.id === id);
  if (!refund) return refusal('UNKNOWN_PART', 'there is no such refund');
  return refund.status === from ? null : refusal('WRONG_STATE', `the refund is ${refund.status}, not ${from}`);
};

/** Spreads a refund by hand over the remainders of the payment's allocations, in their order. */
function spreadRefund(order: Order, payment: Payment, amountMinor: number): { shareId: string; amountMinor: number }[] {
  let left = amountMinor;
  return order.fundAllocations
    .filter((s) => s.paymentId === payment.id)
    .map((allocation) => {
      const asked = order.refunds
        .flatMap((r) => r.lines)
        .filter((l) => l.shareId === allocation.id)
        .reduce((sum, l) => sum + l.amountMinor, 0);
      const part = Math.min(left, Math.max(0, allocation.amountMinor - asked));
      left -= part;
      return { shareId: allocation.id, amountMinor: part };
    });
}

export const paymentRules: Rules<
  | 'recordPayment'
  | 'refund'
  | 'retryRefund'
  | 'markRefundedExternally'
  | 'paymentVoided'
  | 'refundPaid'
  | 'refundRefused'
  | 'refundOverdue'
> = {
  recordPayment: {
    refuse: (view, { paymentId, status }) => {
      const payment = view.payments.find((p) => p.id === paymentId);
      if (!payment) return refusal('UNKNOWN_PART', `paymentId: the order has no payment ${paymentId}`);
      return payment.status === status || canMove('PAYMENT', payment.status, status)
        ? null
        : refusal('PAYMENT_STATE', `the payment is ${payment.status} and cannot become ${status}`);
    },
    apply: (change, { paymentId, status, reference }) => {
      const payment = found(change.order.payments, paymentId);
      if (payment.status !== status) recordPayment(change, payment, { status, reference });
      return { status };
    },
  },
  refund: {
    refuse: (view, { paymentId }) => {
      const payment = view.payments.find((p) => p.id === paymentId);
      if (!payment) return refusal('UNKNOWN_PART', `paymentId: the order has no payment ${paymentId}`);
      return payment.status === 'CAPTURED'
        ? null
        : refusal('PAYMENT_STATE', `only a captured payment is refunded; this one is ${payment.status}`);
    },
    apply: (change, { paymentId, amountMinor, reason }) => {
      const payment = found(change.order.payments, paymentId);
      const most = refundableOf(change.order, payment);
      if (amountMinor > most) return refusal('AMOUNT_TOO_HIGH', `amountMinor: at most ${most} of this payment is left`);
      addRefund(change, {
        cause: `by hand ${change.cause}: ${reason}`,
        payment,
        lines: spreadRefund(change.order, payment, amountMinor),
      });
      return { refunded: amountMinor };
    },
  },
  retryRefund: {
    refuse: (view, { refundId }) => refuseRefund(view, refundId, 'FAILED'),
    apply: (change, { refundId }) => {
      retryRefund(change, refundId);
      return { status: 'REQUESTED' };
    },
  },
  markRefundedExternally: {
    refuse: (view, { refundId }) => refuseRefund(view, refundId, 'FAILED'),
    apply: (change, { refundId, reference }) => {
      closeRefund(change, { refundId, to: 'SETTLED_OUTSIDE', reference });
      return { status: 'SETTLED_OUTSIDE' };
    },
  },
  paymentVoided: {
    refuse: () => null,
    apply: (change, { paymentId }) => {
      const payment = found(change.order.payments, paymentId);
      if (payment.status === 'AUTHORIZED') move(change, { machine: 'PAYMENT', row: payment, to: 'VOIDED' });
      return null;
    },
  },
  refundPaid: {
    refuse: () => null,
    apply: (change, { refundId, reference }) => {
      const refund = found(change.order.refunds, refundId);
      if (refund.status === 'SETTLED_OUTSIDE') {
        const detail = `${reference}: it had been settled outside`;
        note(change, { machine: 'NOTE', subjectId: refundId, from: null, to: 'PAID AFTER ALL', detail });
        return null;
      }
      // a late answer: the provider has paid after its refusal
      if (refund.status === 'FAILED')
        move(change, { machine: 'REFUND', row: refund, to: 'REQUESTED', detail: 'the refusal was overtaken' });
      closeRefund(change, { refundId, to: 'SUCCEEDED', reference });
      return null;
    },
  },
  refundRefused: {
    refuse: () => null,
    apply: (change, { refundId, detail }) => {
      const refund = found(change.order.refunds, refundId);
      if (refund.status !== 'REQUESTED') return null;
      refund.detail = detail;
      move(change, { machine: 'REFUND', row: refund, to: 'FAILED', detail });
      raiseAttention(change, {
        reason: 'REFUND_REFUSED',
        owner: 'FINANCE',
        subjectId: refundId,
        detail: `${detail}: retry it, or settle it outside with a reference`,
      });
      return null;
    },
  },
  refundOverdue: {
    refuse: () => null,
    apply: (change, { refundId }) => {
      if (found(change.order.refunds, refundId).status === 'REQUESTED')
        raiseAttention(change, {
          reason: 'REFUND_PENDING',
          owner: 'FINANCE',
          subjectId: refundId,
          detail: 'the payment provider has not answered for long; it is still being tried',
        });
      return null;
    },
  },
};

/** Ends a refund; a repeat changes nothing. */
function closeRefund(
  change: Change,
  end: { refundId: string; to: 'SUCCEEDED' | 'SETTLED_OUTSIDE'; reference: string },
): void {
  const refund = found(change.order.refunds, end.refundId);
  if (refund.status === end.to) return;
  move(change, { machine: 'REFUND', row: refund, to: end.to, detail: end.reference });
  Object.assign(refund, { reference: end.reference, closedAt: change.at });
  resolveAttention(change, { reasons: ['REFUND_PENDING', 'REFUND_REFUSED'], resolution: end.to, subjectId: refund.id });
}

/** Statuses of payments that are made, or will be made at the door: the order may continue. */
const securedStatuses = new Set<PaymentStatus>(['AUTHORIZED', 'CAPTURED', 'ON_DELIVERY']);

/**
 * Books a reported payment. The last secured payment releases its hold; money for quantities that are already cancelled
 * is refunded at once.
 */
function recordPayment(
  change: Change,
  payment: Payment,
  reported: { status: Payment['status']; reference: string | null },
): void {
  move(change, { machine: 'PAYMENT', row: payment, to: reported.status, detail: reported.reference });
  payment.reference = reported.reference ?? payment.reference;
  if (reported.status === 'CAPTURED') payment.capturedMinor = payment.amountMinor;
  if (change.order.payments.every((p) => securedStatuses.has(p.status)))
    releaseHold(change, 'PAYMENT_PENDING', `payment ${reported.status}`);
  if (!change.order.payments.some((p) => p.status === 'ON_DELIVERY'))
    resolveAttention(change, { reasons: ['COD_UNPAID'], resolution: 'paid' });
  requestRefunds(change, `captured ${payment.id}`);
}
