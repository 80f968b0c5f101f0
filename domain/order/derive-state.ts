// The last step of every change: effects, waits and status derived from the order, and the write-backs to its channel.
import { move, note, resolveAttention, type Change } from './change.ts';
import { effectsOf } from './effects.ts';
import type { OrderStatus } from './states.ts';
import { deriveStatus, isOver } from './status.ts';
import { waitsOf } from './waits.ts';
import { lateArrivals } from './fulfillment-order.ts';

/** Statuses that are not written back, because the channel needs no details of routing. */
const internalStatuses = new Set<OrderStatus>(['ROUTING', 'AWAITING_ACCEPTANCE', 'NEEDS_ATTENTION', 'RECEIVED']);

/**
 * Derives effects, closing, status and waits, in this order, and writes a changed status back. A closed order with an
 * open attention is open again.
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
 * Closes items that this change has made moot: routing attention and the buyer's choice when nothing is unrouted, holds
 * and unpaid payments when everything is cancelled.
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

/** Writes logistics events back per FO, with its label if it has one. */
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
