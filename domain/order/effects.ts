// The outside calls that an order needs, as data. The workflow runs them one after the other; each names its row, so
// that a repeated call has the same effect once.
import type { Order } from './order.ts';
import type { Effect } from './effect.ts';

/** The effects that are still to be done, in the order in which they must happen: labels first, money last. */
export function effectsOf(order: Order): Effect[] {
  const everythingCancelled = order.lines.every((l) => l.cancelled === l.quantity);
  return [
    ...order.waybills
      .filter((w) => w.status === 'REQUESTED')
      .map((w): Effect => ({ kind: 'CREATE_WAYBILL', id: w.id })),
    ...order.waybills.filter((w) => w.status === 'VOIDING').map((w): Effect => ({ kind: 'VOID_WAYBILL', id: w.id })),
    ...order.payments
      .filter((p) => p.status === 'AUTHORIZED' && everythingCancelled)
      .map((p): Effect => ({ kind: 'VOID_PAYMENT', id: p.id })),
    ...order.refunds.filter((r) => r.status === 'REQUESTED').map((r): Effect => ({ kind: 'PAY_REFUND', id: r.id })),
  ];
}
