// Money back, from the frozen shares: what is owed for the units that are refundable, less what was asked for before. Source: domain.md §3, Money.
import { note, type Change } from './change.ts';
import { nextId } from './ids.ts';
import { refundShare } from './money.ts';
import type { Order, Payment, Share } from './order.ts';

/** What of one share is owed back: per unit by the residue rule; shipping and rounding only when all was cancelled before anything left. */
export function owedOf(order: Order, share: Share): number {
  if (share.kind !== 'LINE') return order.lines.every((l) => l.cancelled === l.quantity) ? share.amountMinor : 0;
  const line = order.lines.find((l) => l.id === share.lineId);
  return line ? refundShare(share.amountMinor, { quantity: line.quantity, already: 0, more: line.refundable }) : 0;
}

const askedOf = (order: Order, shareId: string): number =>
  order.refunds.flatMap((r) => r.lines).filter((l) => l.shareId === shareId).reduce((sum, l) => sum + l.amountMinor, 0);

/** What a payment still has that was not asked back. */
export const refundableOf = (order: Order, payment: Payment): number =>
  payment.capturedMinor - order.refunds.filter((r) => r.paymentId === payment.id).reduce((sum, r) => sum + r.amountMinor, 0);

/** Asks back what is owed now, one refund per captured payment and cause; nothing owed, nothing asked. */
export function requestRefunds(change: Change, cause: string): void {
  for (const payment of change.order.payments) {
    if (payment.status !== 'CAPTURED') continue;
    const lines = change.order.shares.filter((s) => s.paymentId === payment.id)
      .map((s) => ({ shareId: s.id, amountMinor: owedOf(change.order, s) - askedOf(change.order, s.id) })).filter((l) => l.amountMinor !== 0);
    addRefund(change, { cause, payment, lines });
  }
}

/** Adds one refund, never above what the payment still has; a channel that refunds itself only has it recorded. */
export function addRefund(change: Change, ask: { cause: string; payment: Payment; lines: { shareId: string; amountMinor: number }[] }): void {
  const amountMinor = Math.min(ask.lines.reduce((sum, l) => sum + l.amountMinor, 0), refundableOf(change.order, ask.payment));
  if (amountMinor <= 0) return;
  const byChannel = change.policy.refundBy === 'CHANNEL';
  const id = nextId(change.order, 'refunds');
  change.order.refunds.push({
    id, cause: ask.cause, paymentId: ask.payment.id, amountMinor, status: byChannel ? 'SUCCEEDED' : 'REQUESTED', attempt: 1, reference: null,
    detail: byChannel ? 'refunded by the channel' : null, requestedAt: change.at, closedAt: byChannel ? change.at : null, lines: ask.lines,
  });
  note(change, { machine: 'REFUND', subjectId: id, from: null, to: byChannel ? 'SUCCEEDED' : 'REQUESTED', detail: `${ask.cause}: ${amountMinor} ${change.order.currency}` });
}
