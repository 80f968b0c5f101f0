// The end of every change: what is owed, what is waited for, the status that follows from it all, and what the channel
// is told.
import { move, note, resolveAttention, type Change } from './change.ts';
import { effectsOf } from './effects.ts';
import type { OrderStatus } from './states.ts';
import { deriveStatus, isOver } from './status.ts';
import { waitsOf } from './waits.ts';
import { lateArrivals } from './fulfillment-order.ts';

/** What a channel need not know: how we look for a location is our own matter. */
const internalStatuses = new Set<OrderStatus>(['ROUTING', 'AWAITING_ACCEPTANCE', 'NEEDS_ATTENTION', 'RECEIVED']);

/**
 * Derives effects, end, status and waits, in this order; a status that the channel understands is written back. An
 * order that was over and asks for a person is open again.
 */
export function deriveState(change: Change): void {
  const { order } = change;
  order.version += 1;
  closeMootItems(change);
  order.effects = effectsOf(order);
  order.closedAt = isOver(order) ? (order.closedAt ?? change.at) : null;
  const status = deriveStatus(order, order.closedAt !== null && change.policy.autoConfirmDays === 0);
  if (status !== order.status) {
    note(change, { machine: 'ORDER', subjectId: order.id, from: order.status, to: status });
    order.status = status;
    if (!internalStatuses.has(status)) change.writeBacks.push({ event: 'order.status_changed', data: { status } });
  }
  writeBackLogistics(change);
  order.waits = waitsOf(order);
}

/**
 * What has become untrue by this change: nothing unrouted needs no router and no choice, a cancelled order no hold;
 * what was not paid yet is not paid any more.
 */
function closeMootItems(change: Change): void {
  const { order } = change;
  if (order.lines.every((l) => l.unrouted + l.reshipDue === 0)) {
    resolveAttention(change, {
      reasons: ['NO_CANDIDATE', 'ROUTING_EXHAUSTED'],
      resolution: 'nothing is unrouted any more',
    });
    if (lateArrivals(order).length === 0) order.buyerChoiceDueAt = null;
  }
  if (order.lines.some((l) => l.cancelled < l.quantity)) return;
  for (const hold of order.holds)
    if (hold.releasedAt === null)
      Object.assign(hold, { releasedAt: change.at, releasedBy: change.actor, note: 'the order is cancelled' });
  for (const payment of order.payments)
    if (payment.status === 'PENDING' || payment.status === 'ON_DELIVERY')
      move(change, { machine: 'PAYMENT', row: payment, to: 'VOIDED', detail: 'the order is cancelled' });
}

const logisticsEvents = new Set([
  'SHIPPED',
  'IN_TRANSIT',
  'ARRIVED',
  'READY_FOR_PICKUP',
  'DELIVERED',
  'COLLECTED',
  'RETURNING',
  'RETURNED',
  'LOST',
]);

/** Logistics are written back per FO, with the label where there is one. */
function writeBackLogistics(change: Change): void {
  for (const entry of change.timeline) {
    if (entry.machine !== 'FULFILLMENT_ORDER' || !logisticsEvents.has(entry.to)) continue;
    const label = change.order.waybills.findLast(
      (w) => w.fulfillmentOrderId === entry.subjectId && w.trackingNumber !== null,
    );
    change.writeBacks.push({
      event: `fulfillment_order.${entry.to.toLowerCase()}`,
      fulfillmentOrderId: entry.subjectId,
      data: { carrier: label?.carrier ?? null, trackingNumber: label?.trackingNumber ?? null },
    });
  }
}
