// The waits of an order: each open order has at least one, with an end or an owner. They are derived from the order,
// stored with it and timed by its workflow.
import type { FulfillmentOrder, Order } from './order.ts';
import type { Instant } from '../values/time.ts';
import type { WaitKind, Wait } from './wait.ts';
import { lateReason } from './fulfillment-order.ts';

/** All waits of the order, in the order of its lists; empty only for a closed order. */
export function waitsOf(order: Order): Wait[] {
  if (order.closedAt !== null) return [];
  if (order.auditedAt === null) return [{ kind: 'START', subjectId: order.id, dueAt: null, owner: 'BATON' }];
  return [
    ...order.offers
      .filter((o) => o.status === 'OFFERED')
      .map((o): Wait => ({ kind: 'OFFER', subjectId: o.id, dueAt: o.deadlineAt, owner: o.locationId })),
    ...order.holds
      .filter((h) => h.releasedAt === null)
      .map((h): Wait => ({ kind: 'HOLD', subjectId: h.id, dueAt: h.dueAt, owner: 'OPERATOR' })),
    ...order.fulfillmentOrders.flatMap((fo) => waitOfFulfillment(order, fo)),
    ...(order.buyerChoiceDueAt === null
      ? []
      : [
          { kind: 'BUYER_CHOICE', subjectId: order.id, dueAt: order.buyerChoiceDueAt, owner: 'CHANNEL' } satisfies Wait,
        ]),
    ...order.cancellations
      .filter((c) => c.status === 'REQUESTED')
      .map((c): Wait => ({
        kind: 'INTERCEPT',
        subjectId: c.id,
        dueAt: beingVoided(order, c.fulfillmentOrderId) ? null : c.dueAt,
        owner: 'STORE',
      })),
    ...order.refunds
      .filter((r) => r.status === 'FAILED')
      .map((r): Wait => ({ kind: 'ATTENTION', subjectId: r.id, dueAt: null, owner: 'FINANCE' })),
    ...order.effects.map((e): Wait => ({ kind: 'EFFECT', subjectId: e.id, dueAt: null, owner: 'BATON' })),
    ...order.attentions
      .filter((a) => a.resolvedAt === null)
      .map((a): Wait => ({ kind: 'ATTENTION', subjectId: a.id, dueAt: null, owner: a.owner })),
  ];
}

const beingVoided = (order: Order, fulfillmentOrderId: string): boolean =>
  order.waybills.some((w) => w.fulfillmentOrderId === fulfillmentOrderId && w.status === 'VOIDING');

function waitOfFulfillment(order: Order, fo: FulfillmentOrder): Wait[] {
  const wait = (kind: WaitKind, dueAt: Instant | null, owner: string): Wait[] => [
    { kind, subjectId: fo.id, dueAt: alreadyRaised(order, kind, fo.id) ? null : dueAt, owner },
  ];
  switch (fo.status) {
    case 'IN_PROGRESS':
    case 'ARRIVED':
      return wait(lateReason(fo), fo.dueAt, fo.locationId);
    case 'IN_TRANSIT':
      return wait('ARRIVAL_LATE', fo.deliveryDueAt, fo.locationId);
    case 'READY_FOR_PICKUP':
      return wait('PICKUP_EXPIRY', fo.pickupExpiresAt, 'CHANNEL');
    case 'SHIPPED':
    case 'RETURNING':
      return wait('PARCEL_SILENT', fo.deliveryDueAt, 'CARRIER');
    default:
      return [];
  }
}

const alreadyRaised = (order: Order, reason: string, subjectId: string): boolean =>
  order.attentions.some((a) => a.reason === reason && a.subjectId === subjectId && a.resolvedAt === null);
