// Refunds from the frozen fund allocations: the amount due for the refundable units, less the amounts requested before.
import { found, move, note, resolveAttention, type Change } from '../order/change.ts';
import { nextId } from '../order/ids.ts';
import { proRataRefund } from '../values/money.ts';
import type { Order, Payment } from '../order/order.ts';
import type { FundAllocation } from '../pricing/fund-allocation.ts';

/**
 * The amount of one allocation that is due for refund: per unit by the residue rule; shipping and rounding only when
 * everything was cancelled before any goods left.
 */
export function refundOwed(order: Order, allocation: FundAllocation): number {
  if (allocation.kind !== 'LINE')
    return order.lines.every((l) => l.cancelled === l.quantity) ? allocation.amountMinor : 0;
  const line = order.lines.find((l) => l.id === allocation.lineId);
  return line
    ? proRataRefund(allocation.amountMinor, { quantity: line.quantity, already: 0, more: line.refundable })
    : 0;
}

const requestedOf = (order: Order, shareId: string): number =>
  order.refunds
    .flatMap((r) => r.lines)
    .filter((l) => l.shareId === shareId)
    .reduce((sum, l) => sum + l.amountMinor, 0);

/** The due amount of an allocation that was not requested yet; a refund by hand is not taken back from other lines. */
function refundOutstanding(order: Order, allocation: FundAllocation): number {
  const difference = refundOwed(order, allocation) - requestedOf(order, allocation.id);
  return allocation.amountMinor < 0 ? Math.min(0, difference) : Math.max(0, difference);
}

/** The captured amount of a payment less all requested refunds. */
export const refundableOf = (order: Order, payment: Payment): number =>
  payment.capturedMinor -
  order.refunds.filter((r) => r.paymentId === payment.id).reduce((sum, r) => sum + r.amountMinor, 0);

/** Requests the amounts due now, one refund per captured payment and cause; nothing due, nothing requested. */
export function requestRefunds(change: Change, cause: string): void {
  for (const payment of change.order.payments) {
    if (payment.status !== 'CAPTURED') continue;
    const lines = change.order.fundAllocations
      .filter((s) => s.paymentId === payment.id)
      .map((s) => ({ shareId: s.id, amountMinor: refundOutstanding(change.order, s) }))
      .filter((l) => l.amountMinor !== 0);
    addRefund(change, { cause, payment, lines });
  }
}

/**
 * Adds one refund, capped at the payment's refundable amount; for a channel that pays refunds itself it is only
 * recorded.
 */
export function addRefund(
  change: Change,
  ask: { cause: string; payment: Payment; lines: { shareId: string; amountMinor: number }[] },
): void {
  const amountMinor = Math.min(
    ask.lines.reduce((sum, l) => sum + l.amountMinor, 0),
    refundableOf(change.order, ask.payment),
  );
  if (amountMinor <= 0) return;
  const byChannel = change.policy.refundBy === 'CHANNEL';
  const id = nextId(change.order, 'refunds');
  change.order.refunds.push({
    id,
    cause: ask.cause,
    paymentId: ask.payment.id,
    amountMinor,
    status: byChannel ? 'SUCCEEDED' : 'REQUESTED',
    attempt: 1,
    reference: null,
    detail: byChannel ? 'refunded by the channel' : null,
    requestedAt: change.at,
    closedAt: byChannel ? change.at : null,
    lines: capped(ask.lines, amountMinor),
  });
  note(change, {
    machine: 'REFUND',
    subjectId: id,
    from: null,
    to: byChannel ? 'SUCCEEDED' : 'REQUESTED',
    detail: `${ask.cause}: ${amountMinor} ${change.order.currency}`,
  });
}

/** Lines that add up to the capped amount, none of 0: the cap is taken off the last lines. */
function capped(
  lines: { shareId: string; amountMinor: number }[],
  amountMinor: number,
): { shareId: string; amountMinor: number }[] {
  let over = lines.reduce((sum, l) => sum + l.amountMinor, 0) - amountMinor;
  const kept = lines.toReversed().map((line) => {
    const less = Math.min(over, Math.max(0, line.amountMinor));
    over -= less;
    return { ...line, amountMinor: line.amountMinor - less };
  });
  return kept.toReversed().filter((l) => l.amountMinor !== 0);
}

/** Sends a refused refund to the provider again, as a new request. */
export function retryRefund(change: Change, refundId: string): void {
  const refund = found(change.order.refunds, refundId);
  if (refund.status !== 'FAILED') return;
  move(change, { machine: 'REFUND', row: refund, to: 'REQUESTED' });
  refund.attempt += 1;
  resolveAttention(change, {
    reasons: ['REFUND_REFUSED', 'REFUND_PENDING'],
    resolution: 'tried again',
    subjectId: refundId,
  });
}
