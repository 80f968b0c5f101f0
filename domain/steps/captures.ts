// Money that is collected at hand-over.

import { type Change, raiseAttention } from '../order/change.ts';

/** Raises attention for goods that were handed over while their cash is not reported. */
export function raiseUnpaidCash(change: Change, fulfillmentOrderId: string): void {
  if (!change.order.payments.some((p) => p.status === 'ON_DELIVERY')) return;
  raiseAttention(change, {
    reason: 'COD_UNPAID',
    owner: 'FINANCE',
    subjectId: fulfillmentOrderId,
    detail: 'the goods are with the buyer, but nobody has reported the cash',
  });
}
