// A whole order as the api shows it to its channel or an operator.
import { publicId, publicSubject } from '../../domain/order/ids.ts';
import type { Order } from '../../domain/order/order.ts';
import { viewOf } from '../../domain/order/view.ts';
import type { Contact } from '../../db/read/orders.ts';
import { orderActions } from '../messages/allowed-actions.ts';
import type { Role } from '../../auth/api-key.ts';
import { deliveryOf, iso, presentFulfillment } from './fulfillment-out.ts';

export interface OrderReader {
  role: Role;
  nowAt: number;
  handlingSeconds: number;
  temporalUrl: string | null;
}

/** A whole order for its channel or an operator. */
export function presentOrder(order: Order, contact: Contact, reader: OrderReader) {
  return {
    id: order.id,
    channel: order.channelId,
    channelOrderNumber: order.channelOrderNumber,
    status: order.status,
    method: order.method,
    delivery: deliveryOf(order),
    pickupLocationId: order.pickupLocationId,
    currency: order.currency,
    placedAt: iso(order.placedAt),
    receivedAt: iso(order.receivedAt),
    shipBy: iso(order.shipByAt),
    closedAt: iso(order.closedAt),
    ...presentContact(contact),
    goodsMinor: order.goodsMinor,
    discountMinor: order.discountMinor,
    shippingMinor: order.shippingMinor,
    lines: order.lines.map(({ id, position: _, refundable: __, ...line }) => ({ lineId: id, ...line })),
    payments: order.payments.map(({ id, ...payment }) => ({ paymentId: id, ...payment })),
    refunds: presentRefunds(order),
    holds: presentHolds(order),
    attention: presentAttentions(order),
    cancellations: presentCancellations(order),
    fulfillmentOrders: order.fulfillmentOrders.map((fo) => presentFulfillment(order, fo, { ...reader, contact: null })),
    waits: order.waits.map(({ kind, subjectId, dueAt, owner }) => ({
      kind,
      subjectId: publicSubject(order.id, subjectId),
      dueAt: iso(dueAt),
      owner,
    })),
    buyerChoiceDueAt: iso(order.buyerChoiceDueAt),
    temporalUrl: reader.role === 'operator' ? reader.temporalUrl : null,
    allowedActions: orderActions(viewOf(order), reader.role),
  };
}

const presentContact = ({ contentHash, buyer, address, buyerNote, distributor, references }: Contact) => ({
  contentHash,
  buyer,
  address,
  buyerNote,
  distributor,
  references,
});

const presentRefunds = (order: Order) =>
  order.refunds.map(({ id, lines: _, requestedAt, closedAt, ...refund }) => ({
    id: publicId(order.id, id),
    ...refund,
    requestedAt: iso(requestedAt),
    closedAt: iso(closedAt),
  }));

const presentHolds = (order: Order) =>
  order.holds
    .filter((h) => h.releasedAt === null)
    .map(({ key, reason, placedBy, placedAt, dueAt, dueAction }) => ({
      key,
      reason,
      placedBy,
      placedAt: iso(placedAt),
      dueAt: iso(dueAt),
      dueAction,
    }));

const presentAttentions = (order: Order) =>
  order.attentions
    .filter((a) => a.resolvedAt === null)
    .map(({ id, reason, owner, subjectId, detail, openedAt }) => ({
      id: publicId(order.id, id),
      reason,
      owner,
      subjectId: subjectId && publicSubject(order.id, subjectId),
      detail,
      openedAt: iso(openedAt),
    }));

const presentCancellations = (order: Order) =>
  order.cancellations.map(({ id, fulfillmentOrderId, requestedAt, dueAt, answeredAt, ...c }) => ({
    id: publicId(order.id, id),
    fulfillmentOrderId: publicId(order.id, fulfillmentOrderId),
    ...c,
    requestedAt: iso(requestedAt),
    dueAt: iso(dueAt),
    answeredAt: iso(answeredAt),
  }));
