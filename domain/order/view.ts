// The workflow's knowledge of its order: enough to refuse messages, to set timers and to run effects. No personal data.
import type { FulfillmentOrder, Order } from './order.ts';
import {
  isBeforeHandOver,
  type AttentionReason,
  type CancellationStatus,
  type FulfillmentStatus,
  type OfferStatus,
  type OrderStatus,
  type PaymentStatus,
  type PickupCodeStatus,
  type RefundStatus,
  type WaybillStatus,
} from './states.ts';
import type { Method } from '../values/method.ts';
import type { Wait } from './wait.ts';
import type { Effect } from './effect.ts';
import { isToBeSentOn } from './fulfillment-order.ts';

export interface FulfillmentView {
  id: string;
  locationId: string;
  method: Method;
  status: FulfillmentStatus;
  attempt: number;
  extended?: true;
  toBeSentOn?: true;
  offer: { id: string; status: OfferStatus };
  code: PickupCodeStatus | null;
  waybill: { id: string; status: WaybillStatus; carrier: string; trackingNumber: string | null } | null;
  lines: { lineId: string; quantity: number }[];
}
/** `version` counts the transactions of this order; of two views the one with the higher version is current. */
export interface OrderView {
  version: number;
  status: OrderStatus;
  over: boolean;
  messageCount: number;
  awaitingBuyer: boolean;
  audited: boolean;
  shipByAt: number | null;
  lines: { id: string; quantity: number; unrouted: number; reshipDue: number; fulfilled: number; cancelled: number }[];
  fulfillmentOrders: FulfillmentView[];
  holds: string[];
  cancellations: { id: string; fulfillmentOrderId: string; status: CancellationStatus }[];
  attentions: { id: string; reason: AttentionReason; subjectId: string | null }[];
  refunds: { id: string; status: RefundStatus }[];
  payments: { id: string; status: PaymentStatus }[];
  waits: Wait[];
  effects: Effect[];
}

/** Says whether all units of the line have left or are cancelled, and none is to be sent again. */
export const isGone = (view: OrderView, line: OrderView['lines'][number]): boolean =>
  line.fulfilled + line.cancelled === line.quantity &&
  line.reshipDue === 0 &&
  !view.fulfillmentOrders.some((fo) => isBeforeHandOver(fo.status) && fo.lines.some((l) => l.lineId === line.id));

/** The view of the order in its current state. */
export function viewOf(order: Order): OrderView {
  return {
    version: order.version,
    status: order.status,
    over: order.closedAt !== null,
    messageCount: order.messageCount,
    awaitingBuyer: order.buyerChoiceDueAt !== null,
    audited: order.auditedAt !== null,
    shipByAt: order.shipByAt,
    lines: order.lines.map(({ id, quantity, unrouted, reshipDue, fulfilled, cancelled }) => ({
      id,
      quantity,
      unrouted,
      reshipDue,
      fulfilled,
      cancelled,
    })),
    fulfillmentOrders: order.fulfillmentOrders.map((fo) => fulfillmentView(order, fo)),
    holds: order.holds.filter((h) => h.releasedAt === null).map((h) => h.key),
    cancellations: order.cancellations.map(({ id, fulfillmentOrderId, status }) => ({
      id,
      fulfillmentOrderId,
      status,
    })),
    attentions: order.attentions
      .filter((a) => a.resolvedAt === null)
      .map(({ id, reason, subjectId }) => ({ id, reason, subjectId })),
    refunds: order.refunds.map(({ id, status }) => ({ id, status })),
    payments: order.payments.map(({ id, status }) => ({ id, status })),
    waits: order.waits,
    effects: order.effects,
  };
}

function fulfillmentView(order: Order, fo: FulfillmentOrder): FulfillmentView {
  const { id } = fo;
  const offer = order.offers.find((o) => o.fulfillmentOrderId === id);
  if (!offer) throw new Error(`no offer of ${id}`);
  const waybill = order.waybills.findLast((w) => w.fulfillmentOrderId === id);
  return {
    id,
    locationId: fo.locationId,
    method: fo.method,
    status: fo.status,
    attempt: fo.attempt,
    ...(fo.pickupExtended ? { extended: true as const } : {}),
    ...(isToBeSentOn(fo) ? { toBeSentOn: true as const } : {}),
    offer: { id: offer.id, status: offer.status },
    code: order.pickupCodes.findLast((c) => c.fulfillmentOrderId === id)?.status ?? null,
    waybill: waybill
      ? { id: waybill.id, status: waybill.status, carrier: waybill.carrier, trackingNumber: waybill.trackingNumber }
      : null,
    lines: order.fulfillmentLines
      .filter((l) => l.fulfillmentOrderId === id && l.reservation !== 'RELEASED')
      .map(({ lineId, quantity }) => ({ lineId, quantity })),
  };
}
