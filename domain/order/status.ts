// The status of an order, derived from its parts; the first match wins.
import { linesOf } from './change.ts';
import type { Order } from './order.ts';
import { isBeforeHandOver, isFinal, type OrderStatus } from './states.ts';

const open = (order: Order, list: 'attentions' | 'holds'): boolean =>
  list === 'attentions'
    ? order.attentions.some((a) => a.resolvedAt === null)
    : order.holds.some((h) => h.releasedAt === null);
const refundsFinal = (order: Order): boolean =>
  order.refunds.every((r) => r.status === 'SUCCEEDED' || r.status === 'SETTLED_OUTSIDE');
const cancelling = (order: Order): boolean => order.cancellations.some((c) => c.status === 'REQUESTED');

/** Units of lost parcels that a location has been asked to send again and that have not left yet, by line. */
function askedAgain(order: Order): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { id } of order.fulfillmentOrders.filter((fo) => fo.reship && isBeforeHandOver(fo.status)))
    for (const { lineId, quantity } of linesOf(order, id)) units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  return units;
}

/** The status of the order. `autoConfirm`: the channel counts delivery as receipt. */
export function deriveStatus(order: Order, autoConfirm: boolean): OrderStatus {
  const again = askedAgain(order);
  const live = order.lines
    .filter((l) => l.cancelled < l.quantity)
    .map((l) => ({
      open: l.quantity - l.cancelled,
      unrouted: l.unrouted + l.reshipDue,
      left: l.fulfilled - l.reshipDue - (again.get(l.id) ?? 0),
    }));
  if (open(order, 'attentions')) return 'NEEDS_ATTENTION';
  if (open(order, 'holds')) return 'ON_HOLD';
  if (cancelling(order) || (live.length === 0 && !refundsFinal(order))) return 'CANCELLING';
  if (live.length === 0) return 'CANCELLED';
  if (order.buyerChoiceDueAt !== null) return 'AWAITING_BUYER';
  const allLeft = live.every((l) => l.left === l.open);
  const arrived = allLeft && order.fulfillmentOrders.every((fo) => isFinal(fo.status));
  if (arrived && refundsFinal(order) && (autoConfirm || order.receiptConfirmedAt !== null)) return 'COMPLETED';
  if (allLeft) return 'FULFILLED';
  if (live.some((l) => l.left > 0)) return 'PARTIALLY_FULFILLED';
  if (order.auditedAt === null) return 'RECEIVED';
  if (live.some((l) => l.unrouted > 0)) return 'ROUTING';
  return order.offers.some((o) => o.status === 'OFFERED') ? 'AWAITING_ACCEPTANCE' : 'IN_FULFILLMENT';
}

/** Says whether the workflow may end: no wait, effect or location can change the order any more. */
export function isOver(order: Order): boolean {
  return (
    order.auditedAt !== null &&
    !open(order, 'attentions') &&
    !open(order, 'holds') &&
    !cancelling(order) &&
    order.buyerChoiceDueAt === null &&
    refundsFinal(order) &&
    order.effects.length === 0 &&
    order.lines.every((l) => l.fulfilled + l.cancelled === l.quantity && l.reshipDue === 0) &&
    order.fulfillmentOrders.every((fo) => isFinal(fo.status))
  );
}
