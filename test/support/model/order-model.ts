// An independent model of the order: a few numbers and states, without a rule of domain/. The decisions of domain/ are
// compared with it.
import type { Message, MessageName, Messages } from '../../../domain/order/messages.ts';
import type { Order } from '../../../domain/order/order.ts';
import type { ChannelPolicy } from '../../../domain/order/channel-policy.ts';
import type {
  AttentionReason,
  CancellationStatus,
  FulfillmentStatus,
  OfferStatus,
  PaymentStatus,
  PickupCodeStatus,
  RefundStatus,
  WaybillStatus,
} from '../../../domain/order/states.ts';
import type { Paper, Shelf } from '../paper-order.ts';
import type { Method } from '../../../domain/values/method.ts';
import type { RefusalReason } from '../../../domain/values/reasons.ts';
import type { LineQuantity } from '../../../domain/values/quantity.ts';

export type SentMessage = { [N in MessageName]: { name: N; body: Messages[N] } }[MessageName];
export type { LineQuantity, Message, RefusalReason };

export interface LineModel {
  id: string;
  sku: string;
  quantity: number;
  unrouted: number;
  fulfilled: number;
  cancelled: number;
  refundable: number;
  reshipDue: number;
  giftForLineId: string | null;
}
export interface FulfillmentLineModel {
  lineId: string;
  sku: string;
  quantity: number;
  reservation: 'HELD' | 'COMMITTED' | 'RELEASED';
}
export interface WaybillModel {
  id: string;
  status: WaybillStatus;
  hasNumber: boolean;
}
export interface FulfillmentModel {
  id: string;
  offerId: string;
  locationId: string;
  pickupLocationId: string | null;
  method: Method;
  reship: boolean;
  status: FulfillmentStatus;
  offerStatus: OfferStatus;
  lines: FulfillmentLineModel[];
  waybills: WaybillModel[];
  pickupCodes: { status: PickupCodeStatus; tries: number }[];
  deadlineAt: number;
  dueAt: number | null;
  pickupExpiresAt: number | null;
  pickupExtended: boolean;
  deliveryDueAt: number | null;
}
export interface CancellationModel {
  id: string;
  fulfillmentOrderId: string;
  status: CancellationStatus;
  isNotice: boolean;
  dueAt: number;
  lines: LineQuantity[];
}
export interface PaymentModel {
  id: string;
  status: PaymentStatus;
  amountMinor: number;
  fundAllocations: { lineId: string | null; amountMinor: number; requestedMinor: number }[];
}
export interface RefundModel {
  id: string;
  paymentId: string;
  amountMinor: number;
  status: RefundStatus;
}
export interface HoldModel {
  id: string;
  key: string;
  dueAt: number | null;
  isCancelling: boolean;
  isLive: boolean;
}

export interface Model {
  policy: ChannelPolicy;
  split: Paper['split'];
  method: Method;
  pickupLocationId: string | null;
  shipByAt: number;
  audited: boolean;
  closed: boolean;
  confirmed: boolean;
  now: number;
  buyerChoiceDueAt: number | null;
  lines: LineModel[];
  fulfillmentOrders: FulfillmentModel[];
  cancellations: CancellationModel[];
  payments: PaymentModel[];
  refunds: RefundModel[];
  holds: HoldModel[];
  attentions: { reason: AttentionReason; subjectId: string | null }[];
  exclusions: { lineId: string; locationId: string; untilAt: number }[];
  stock: Map<string, Shelf>;
  waybillCount: number;
  /** The operator's options for the routing after this message. */
  routing: { byOperator: boolean; onlyLocationId: string | null };
}

/** The model of a new order: its own data, nothing decided. */
export function openModel({ order, policy, split, shelves }: Paper): Model {
  return {
    policy,
    split,
    method: order.method,
    pickupLocationId: order.pickupLocationId,
    shipByAt: order.shipByAt ?? 0,
    audited: false,
    closed: false,
    confirmed: false,
    now: order.receivedAt,
    buyerChoiceDueAt: null,
    lines: order.lines.map((l) => ({
      id: l.id,
      sku: l.sku,
      quantity: l.quantity,
      unrouted: l.quantity,
      fulfilled: 0,
      cancelled: 0,
      refundable: 0,
      reshipDue: 0,
      giftForLineId: l.giftForLineId,
    })),
    fulfillmentOrders: [],
    cancellations: [],
    payments: order.payments.map((p) => paymentOf(order, p)),
    refunds: [],
    holds: [],
    attentions: [],
    exclusions: [],
    stock: structuredClone(shelves),
    waybillCount: 0,
    routing: { byOperator: false, onlyLocationId: null },
  };
}

const paymentOf = (order: Order, p: Order['payments'][number]): PaymentModel => ({
  id: p.id,
  status: p.status,
  amountMinor: p.amountMinor,
  fundAllocations: order.fundAllocations
    .filter((s) => s.paymentId === p.id)
    .map((s) => ({ lineId: s.lineId, amountMinor: s.amountMinor, requestedMinor: 0 })),
});

export const fulfillmentOf = (m: Model, id: string): FulfillmentModel | undefined =>
  m.fulfillmentOrders.find((p) => p.id === id);
export const fulfillmentOfOffer = (m: Model, id: string): FulfillmentModel | undefined =>
  m.fulfillmentOrders.find((p) => p.offerId === id);
export const heldLines = (fo: FulfillmentModel): FulfillmentLineModel[] =>
  fo.lines.filter((r) => r.reservation === 'HELD');
export const unitsOf = (rows: { quantity: number }[]): number => rows.reduce((sum, r) => sum + r.quantity, 0);
export const isOnHold = (m: Model): boolean => m.holds.some((h) => h.isLive);
export const openIntercept = (m: Model, partId: string): CancellationModel | undefined =>
  m.cancellations.find((s) => s.fulfillmentOrderId === partId && s.status === 'REQUESTED');
export const hasAttention = (m: Model, reason: AttentionReason, subject: string | null): boolean =>
  m.attentions.some((a) => a.reason === reason && a.subjectId === subject);
/** The goods are still ours: the buyer does not have them. */
export const isBeforeHandOver = (fo: FulfillmentModel): boolean =>
  ['OPEN', 'IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP'].includes(fo.status);
/** Its location must still send it to the buyer's store. */
export const isToBeSentOn = (fo: FulfillmentModel): boolean =>
  fo.pickupLocationId !== null && fo.pickupLocationId !== fo.locationId;
export const isInHand = (fo: FulfillmentModel | undefined): boolean =>
  fo?.status === 'IN_PROGRESS' || fo?.status === 'ARRIVED';
/** On their way, and so late that the buyer was asked. */
export const lateArrivals = (m: Model): FulfillmentModel[] =>
  m.fulfillmentOrders.filter((p) => p.status === 'IN_TRANSIT' && p.deliveryDueAt === null);
export const lastWaybill = (fo: FulfillmentModel): WaybillModel | undefined => fo.waybills.at(-1);
export const isLiveCode = (s: { status: string }): boolean => s.status === 'ACTIVE' || s.status === 'LOCKED';
export const reached = (m: Model, dueAt: number | null): boolean => dueAt !== null && dueAt <= m.now + 1000;
/** The part of a payment that no refund has requested. */
export const refundableOf = (m: Model, payment: PaymentModel): number =>
  payment.amountMinor - m.refunds.filter((r) => r.paymentId === payment.id).reduce((sum, r) => sum + r.amountMinor, 0);
