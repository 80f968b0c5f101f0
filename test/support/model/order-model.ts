// The order as a shop manager would keep it on a sheet of paper: a few numbers and states, and no rule of domain/. What
// domain/ decides is compared with this.
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

export type Said = { [N in MessageName]: { name: N; body: Messages[N] } }[MessageName];
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
  giftFor: string | null;
}
export interface RowModel {
  lineId: string;
  sku: string;
  quantity: number;
  state: 'HELD' | 'COMMITTED' | 'RELEASED';
}
export interface LabelModel {
  id: string;
  status: WaybillStatus;
  numbered: boolean;
}
export interface PartModel {
  id: string;
  offerId: string;
  at: string;
  goesTo: string | null;
  method: Method;
  reship: boolean;
  status: FulfillmentStatus;
  offer: OfferStatus;
  rows: RowModel[];
  labels: LabelModel[];
  codes: { status: PickupCodeStatus; tries: number }[];
  offerDueAt: number;
  dueAt: number | null;
  expiresAt: number | null;
  extended: boolean;
  deliveryDueAt: number | null;
}
export interface StopModel {
  id: string;
  partId: string;
  status: CancellationStatus;
  notice: boolean;
  dueAt: number;
  lines: LineQuantity[];
}
export interface PaymentModel {
  id: string;
  status: PaymentStatus;
  amount: number;
  shares: { lineId: string | null; amount: number; asked: number }[];
}
export interface RefundModel {
  id: string;
  paymentId: string;
  amount: number;
  status: RefundStatus;
}
export interface HoldModel {
  id: string;
  key: string;
  dueAt: number | null;
  cancels: boolean;
  live: boolean;
}

export interface Model {
  policy: ChannelPolicy;
  split: Paper['split'];
  method: Method;
  pickupAt: string | null;
  shipByAt: number;
  audited: boolean;
  closed: boolean;
  confirmed: boolean;
  now: number;
  buyerDueAt: number | null;
  lines: LineModel[];
  parts: PartModel[];
  stops: StopModel[];
  payments: PaymentModel[];
  refunds: RefundModel[];
  holds: HoldModel[];
  asks: { reason: AttentionReason; subject: string | null }[];
  excluded: { lineId: string; at: string; until: number }[];
  shelves: Map<string, Shelf>;
  labelsMade: number;
  /** What the operator wished of the routing that follows this message. */
  wish: { byOperator: boolean; only: string | null };
}

/** The sheet of an order that has just come in: what it says itself, nothing decided. */
export function openModel({ order, policy, split, shelves }: Paper): Model {
  return {
    policy,
    split,
    method: order.method,
    pickupAt: order.pickupLocationId,
    shipByAt: order.shipByAt ?? 0,
    audited: false,
    closed: false,
    confirmed: false,
    now: order.receivedAt,
    buyerDueAt: null,
    lines: order.lines.map((l) => ({
      id: l.id,
      sku: l.sku,
      quantity: l.quantity,
      unrouted: l.quantity,
      fulfilled: 0,
      cancelled: 0,
      refundable: 0,
      reshipDue: 0,
      giftFor: l.giftForLineId,
    })),
    parts: [],
    stops: [],
    payments: order.payments.map((p) => paymentOf(order, p)),
    refunds: [],
    holds: [],
    asks: [],
    excluded: [],
    shelves: structuredClone(shelves),
    labelsMade: 0,
    wish: { byOperator: false, only: null },
  };
}

const paymentOf = (order: Order, p: Order['payments'][number]): PaymentModel => ({
  id: p.id,
  status: p.status,
  amount: p.amountMinor,
  shares: order.fundAllocations
    .filter((s) => s.paymentId === p.id)
    .map((s) => ({ lineId: s.lineId, amount: s.amountMinor, asked: 0 })),
});

export const partOf = (m: Model, id: string): PartModel | undefined => m.parts.find((p) => p.id === id);
export const partOfOffer = (m: Model, id: string): PartModel | undefined => m.parts.find((p) => p.offerId === id);
export const held = (part: PartModel): RowModel[] => part.rows.filter((r) => r.state === 'HELD');
export const unitsOf = (rows: { quantity: number }[]): number => rows.reduce((sum, r) => sum + r.quantity, 0);
export const isHeld = (m: Model): boolean => m.holds.some((h) => h.live);
export const openStop = (m: Model, partId: string): StopModel | undefined =>
  m.stops.find((s) => s.partId === partId && s.status === 'REQUESTED');
export const asksFor = (m: Model, reason: AttentionReason, subject: string | null): boolean =>
  m.asks.some((a) => a.reason === reason && a.subject === subject);
/** Still ours: nobody has carried it to the buyer. */
export const inShop = (part: PartModel): boolean =>
  ['OPEN', 'IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP'].includes(part.status);
/** Its shop has still to send it to the buyer's. */
export const toBeSent = (part: PartModel): boolean => part.goesTo !== null && part.goesTo !== part.at;
export const inWork = (part: PartModel | undefined): boolean =>
  part?.status === 'IN_PROGRESS' || part?.status === 'ARRIVED';
/** On their way, and so late that the buyer was asked. */
export const lateParts = (m: Model): PartModel[] =>
  m.parts.filter((p) => p.status === 'IN_TRANSIT' && p.deliveryDueAt === null);
export const label = (part: PartModel): LabelModel | undefined => part.labels.at(-1);
export const liveStatus = (s: { status: string }): boolean => s.status === 'ACTIVE' || s.status === 'LOCKED';
export const reached = (m: Model, dueAt: number | null): boolean => dueAt !== null && dueAt <= m.now + 1000;
/** What of a payment was not asked back yet. */
export const leftOf = (m: Model, payment: PaymentModel): number =>
  payment.amount - m.refunds.filter((r) => r.paymentId === payment.id).reduce((sum, r) => sum + r.amount, 0);
