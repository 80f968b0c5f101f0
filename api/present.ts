// Orders and FOs as the api shows them. Public ids, ISO instants, what this caller may do; personal data only for who needs it.
import { publicId, publicSubject } from '../domain/ids.ts';
import type { FulfillmentOrder, Order } from '../domain/order.ts';
import { isInHand, isToBeSentOn } from '../domain/ship-to-store.ts';
import { viewOf } from '../domain/view.ts';
import type { Contact } from '../db/read/orders.ts';
import { fulfillmentActions, orderActions } from './allowed-actions.ts';
import type { Role } from './auth.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const accepted = new Set(['IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP', 'SHIPPED', 'RETURNING', 'LOST']);

const deliveryOf = ({ sameDay, slot }: Pick<Order, 'sameDay' | 'slot'>) => ({ speed: sameDay ? 'SAME_DAY' : 'STANDARD', slot: slot && { from: iso(slot.fromAt), to: iso(slot.toAt) } });

/** One FO, with a reminder when its due time comes nearer than the handling takes; name and address only after accept, and only while the location has work with the buyer. Who has `sentOn` it may only look. */
export function presentFulfillment(order: Order, fo: FulfillmentOrder, seen: { role: Role; sentOn?: boolean; contact: Contact | null; nowAt: number; handlingSeconds: number }) {
  const offer = order.offers.find((o) => o.fulfillmentOrderId === fo.id);
  const code = order.pickupCodes.findLast((c) => c.fulfillmentOrderId === fo.id);
  const open = order.cancellations.find((c) => c.fulfillmentOrderId === fo.id && c.status === 'REQUESTED');
  const mayKnow = seen.role === 'operator' || (accepted.has(fo.status) && !isToBeSentOn(fo));
  return {
    id: publicId(order.id, fo.id), orderId: order.id, channelOrderNumber: order.channelOrderNumber, locationId: fo.locationId, supplierLocationId: fo.pickupLocationId && (offer?.locationId ?? null), pickupLocationId: fo.pickupLocationId ?? (fo.method === 'STORE_PICKUP' ? fo.locationId : null), method: fo.method, delivery: deliveryOf(fo), status: fo.status, requestStatus: offer?.status ?? null, attempt: fo.attempt, reship: fo.reship,
    offer: offer ? { id: publicId(order.id, offer.id), status: offer.status, deadlineAt: iso(offer.deadlineAt), secondsLeft: offer.status === 'OFFERED' ? Math.max(0, Math.round((offer.deadlineAt - seen.nowAt) / 1000)) : 0, reason: offer.reason } : null,
    lines: order.fulfillmentLines.filter((l) => l.fulfillmentOrderId === fo.id).map(({ lineId, sku, quantity, reservation }) => ({ lineId, sku, quantity, reservation })),
    waybills: order.waybills.filter((w) => w.fulfillmentOrderId === fo.id).map(({ status, carrier, trackingNumber, detail }) => ({ status, carrier, trackingNumber, detail })),
    pickup: code ? { codeStatus: code.status, generation: code.generation, triesLeft: Math.max(0, 5 - code.tries), expiresAt: iso(fo.pickupExpiresAt), extended: fo.pickupExtended } : null,
    cancellation: open ? { id: publicId(order.id, open.id), kind: open.kind, dueAt: iso(open.dueAt), lines: open.lines } : null,
    dueAt: iso(fo.dueAt), dueSoon: isInHand(fo) && fo.dueAt !== null && fo.dueAt - seen.nowAt < seen.handlingSeconds * 1000, createdAt: iso(fo.createdAt), acceptedAt: iso(fo.acceptedAt), readyAt: iso(fo.readyAt), handedOverAt: iso(fo.handedOverAt), deliveredAt: iso(fo.deliveredAt), closedAt: iso(fo.closedAt), closeReason: fo.closeReason,
    ...(mayKnow && seen.contact ? { buyer: seen.contact.buyer, address: fo.method === 'HOME_DELIVERY' ? seen.contact.address : null } : {}),
    allowedActions: seen.sentOn ? [] : fulfillmentActions(viewOf(order), fo.id, seen.role),
  };
}

/** A whole order for its channel or an operator. */
export function presentOrder(order: Order, contact: Contact, seen: { role: Role; nowAt: number; handlingSeconds: number; temporalUrl: string | null }) {
  return {
    id: order.id, channel: order.channelId, channelOrderNumber: order.channelOrderNumber, status: order.status, method: order.method, delivery: deliveryOf(order), pickupLocationId: order.pickupLocationId, currency: order.currency,
    placedAt: iso(order.placedAt), receivedAt: iso(order.receivedAt), shipBy: iso(order.shipByAt), closedAt: iso(order.closedAt), contentHash: contact.contentHash,
    buyer: contact.buyer, address: contact.address, buyerNote: contact.buyerNote, distributor: contact.distributor, references: contact.references,
    goodsMinor: order.goodsMinor, discountMinor: order.discountMinor, shippingMinor: order.shippingMinor,
    lines: order.lines.map(({ id, position: _, refundable: __, ...line }) => ({ lineId: id, ...line })),
    payments: order.payments.map(({ id, ...payment }) => ({ paymentId: id, ...payment })),
    refunds: order.refunds.map(({ id, lines: _, requestedAt, closedAt, ...refund }) => ({ id: publicId(order.id, id), ...refund, requestedAt: iso(requestedAt), closedAt: iso(closedAt) })),
    holds: order.holds.filter((h) => h.releasedAt === null).map(({ key, reason, placedBy, placedAt, dueAt, dueAction }) => ({ key, reason, placedBy, placedAt: iso(placedAt), dueAt: iso(dueAt), dueAction })),
    attention: order.attentions.filter((a) => a.resolvedAt === null).map(({ id, reason, owner, subjectId, detail, openedAt }) => ({ id: publicId(order.id, id), reason, owner, subjectId: subjectId && publicSubject(order.id, subjectId), detail, openedAt: iso(openedAt) })),
    cancellations: order.cancellations.map(({ id, fulfillmentOrderId, requestedAt, dueAt, answeredAt, ...c }) => ({ id: publicId(order.id, id), fulfillmentOrderId: publicId(order.id, fulfillmentOrderId), ...c, requestedAt: iso(requestedAt), dueAt: iso(dueAt), answeredAt: iso(answeredAt) })),
    fulfillmentOrders: order.fulfillmentOrders.map((fo) => presentFulfillment(order, fo, { ...seen, contact: null })),
    waits: order.waits.map(({ kind, subjectId, dueAt, owner }) => ({ kind, subjectId: publicSubject(order.id, subjectId), dueAt: iso(dueAt), owner })), buyerChoiceDueAt: iso(order.buyerChoiceDueAt), temporalUrl: seen.role === 'operator' ? seen.temporalUrl : null,
    allowedActions: orderActions(viewOf(order), seen.role),
  };
}
