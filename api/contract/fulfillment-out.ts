// An FO as the API returns it: public ids, ISO instants, the caller's allowed actions. Personal data only while the
// location has work with the buyer.
import { publicId } from '../../domain/order/ids.ts';
import type { FulfillmentOrder, Order } from '../../domain/order/order.ts';
import { viewOf } from '../../domain/order/view.ts';
import type { Contact } from '../../db/read/orders.ts';
import { fulfillmentActions } from '../messages/allowed-actions.ts';
import type { Role } from '../../auth/api-key.ts';
import { isToBeSentOn, isInHand } from '../../domain/order/fulfillment-order.ts';

/** An instant as ISO 8601 in UTC. */
export const instantText = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const accepted = new Set(['IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP', 'SHIPPED', 'RETURNING', 'LOST']);

/** The delivery of an order or FO: its speed, and its slot with ISO instants. */
export const deliveryOf = ({ sameDay, slot }: Pick<Order, 'sameDay' | 'slot'>) => ({
  speed: sameDay ? 'SAME_DAY' : 'STANDARD',
  slot: slot && { from: instantText(slot.fromAt), to: instantText(slot.toAt) },
});

export interface FulfillmentReader {
  role: Role;
  /** The location has sent the goods on to the buyer's store: it may read and do nothing else. */
  sentOn?: boolean;
  contact: Contact | null;
  nowAt: number;
  handlingSeconds: number;
}

/**
 * One FO, with a reminder when its due time is nearer than the handling takes. Name and address are included only after
 * accept, and only while the location has work with the buyer.
 */
export function presentFulfillment(order: Order, fo: FulfillmentOrder, reader: FulfillmentReader) {
  const offer = order.offers.find((o) => o.fulfillmentOrderId === fo.id);
  return {
    id: publicId(order.id, fo.id),
    orderId: order.id,
    channelOrderNumber: order.channelOrderNumber,
    locationId: fo.locationId,
    supplierLocationId: fo.pickupLocationId && (offer?.locationId ?? null),
    pickupLocationId: fo.pickupLocationId ?? (fo.method === 'STORE_PICKUP' ? fo.locationId : null),
    method: fo.method,
    delivery: deliveryOf(fo),
    status: fo.status,
    requestStatus: offer?.status ?? null,
    attempt: fo.attempt,
    reship: fo.reship,
    offer: presentOffer(order, fo, reader.nowAt),
    lines: order.fulfillmentLines
      .filter((l) => l.fulfillmentOrderId === fo.id)
      .map(({ lineId, sku, quantity, reservation }) => ({ lineId, sku, quantity, reservation })),
    waybills: order.waybills
      .filter((w) => w.fulfillmentOrderId === fo.id)
      .map(({ status, carrier, trackingNumber, detail }) => ({ status, carrier, trackingNumber, detail })),
    pickup: presentPickup(order, fo),
    cancellation: presentIntercept(order, fo),
    ...presentTimes(fo, reader),
    closeReason: fo.closeReason,
    ...presentBuyer(fo, reader),
    allowedActions: reader.sentOn ? [] : fulfillmentActions(viewOf(order), fo.id, reader.role),
  };
}

function presentOffer(order: Order, fo: FulfillmentOrder, nowAt: number) {
  const offer = order.offers.find((o) => o.fulfillmentOrderId === fo.id);
  if (!offer) return null;
  const secondsLeft = Math.max(0, Math.round((offer.deadlineAt - nowAt) / 1000));
  return {
    id: publicId(order.id, offer.id),
    status: offer.status,
    deadlineAt: instantText(offer.deadlineAt),
    secondsLeft: offer.status === 'OFFERED' ? secondsLeft : 0,
    reason: offer.reason,
  };
}

function presentPickup(order: Order, fo: FulfillmentOrder) {
  const code = order.pickupCodes.findLast((c) => c.fulfillmentOrderId === fo.id);
  if (!code) return null;
  return {
    codeStatus: code.status,
    generation: code.generation,
    triesLeft: Math.max(0, 5 - code.tries),
    expiresAt: instantText(fo.pickupExpiresAt),
    extended: fo.pickupExtended,
  };
}

function presentIntercept(order: Order, fo: FulfillmentOrder) {
  const open = order.cancellations.find((c) => c.fulfillmentOrderId === fo.id && c.status === 'REQUESTED');
  return open
    ? { id: publicId(order.id, open.id), kind: open.kind, dueAt: instantText(open.dueAt), lines: open.lines }
    : null;
}

const presentTimes = (fo: FulfillmentOrder, { nowAt, handlingSeconds }: FulfillmentReader) => ({
  dueAt: instantText(fo.dueAt),
  dueSoon: isInHand(fo) && fo.dueAt !== null && fo.dueAt - nowAt < handlingSeconds * 1000,
  createdAt: instantText(fo.createdAt),
  acceptedAt: instantText(fo.acceptedAt),
  readyAt: instantText(fo.readyAt),
  handedOverAt: instantText(fo.handedOverAt),
  deliveredAt: instantText(fo.deliveredAt),
  closedAt: instantText(fo.closedAt),
});

function presentBuyer(fo: FulfillmentOrder, { role, contact }: FulfillmentReader) {
  const mayKnow = role === 'operator' || (accepted.has(fo.status) && !isToBeSentOn(fo));
  if (!mayKnow || !contact) return {};
  return { buyer: contact.buyer, address: fo.method === 'HOME_DELIVERY' ? contact.address : null };
}
