// A whole order as the API returns it to its channel or an operator.
import { publicId, publicSubject } from '../../domain/order/ids.ts';
import type { Order } from '../../domain/order/order.ts';
import { viewOf } from '../../domain/order/view.ts';
import type { Contact } from '../../db/read/orders.ts';
import { orderActions } from '../messages/allowed-actions.ts';
import type { Role } from '../../auth/api-key.ts';
import { deliveryOf, instantText, presentFulfillment } from './fulfillment-out.ts';

export interface OrderReader {
  role: Role;
  nowAt: number;
  handlingSeconds: number;
  temporalUrl: string | null;
}

/** The whole order for its channel or an operator. */
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
    placedAt: instantText(order.placedAt),
    receivedAt: instantText(order.receivedAt),
    shipBy: instantText(order.shipByAt),
    closedAt: instantText(order.closedAt),
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
      dueAt: instantText(dueAt),
      owner,
    })),
    buyerChoiceDueAt: instantText(order.buyerChoiceDueAt),
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
    requestedAt: instantText(requestedAt),
    closedAt: instantText(closedAt),
  }));

const presentHolds = (order: Order) =>
  order.holds
    .filter((h) => h.releasedAt === null)
    .map(({ key, reason, placedBy, placedAt, dueAt, dueAction }) => ({
      key,
      reason,
      placedBy,
      placedAt: instantText(placedAt),
      dueAt: instantText(dueAt),
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
      openedAt: instantText(openedAt),
    }));

const presentCancellations = (order: Order) =>
  order.cancellations.map(({ id, fulfillmentOrderId, requestedAt, dueAt, answeredAt, ...c }) => ({
    id: publicId(order.id, id),
    fulfillmentOrderId: publicId(order.id, fulfillmentOrderId),
    ...c,
    requestedAt: instantText(requestedAt),
    dueAt: instantText(dueAt),
    answeredAt: instantText(answeredAt),
  }));
