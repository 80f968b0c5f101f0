// The order aggregate as plain data: all that Baton stores of one order, without personal data. Ids are short and
// unique within their order ('f1', 'o1'; a line and a payment keep the channel's id); ids.ts makes them public.
// Instants are milliseconds since the epoch, UTC; their names end in `At`. Amounts are whole minor units of `currency`.
import type {
  AttentionReason,
  CancellationStatus,
  FulfillmentStatus,
  OfferStatus,
  OrderStatus,
  PaymentStatus,
  PickupCodeStatus,
  RefundStatus,
  ReservationStatus,
  WaybillStatus,
} from './states.ts';
import type { Quote } from '../carriers/quote.ts';
import type { Instant, Slot } from '../values/time.ts';
import type { Method } from '../values/method.ts';
import type { Destination } from '../values/place.ts';
import type { Wait } from './wait.ts';
import type { Effect } from './effect.ts';
import type { FundSource, FundAllocation } from '../pricing/fund-allocation.ts';

export type OwnerQueue = 'STORE' | 'OPERATOR' | 'FINANCE' | 'CHANNEL';

export interface OrderLine {
  id: string;
  position: number;
  sku: string;
  quantity: number; // ordered = unrouted + on open FOs before hand-over + fulfilled + cancelled
  unrouted: number;
  fulfilled: number;
  cancelled: number;
  reshipDue: number; // lost units that must be sent again
  refundable: number; // units whose price is refunded: cancelled, lost, refused at the door
  unitPriceMinor: number;
  listPriceMinor: number;
  gift: boolean;
  giftForLineId: string | null;
}

export interface Payment {
  id: string;
  tender: string;
  fundSource: FundSource;
  amountMinor: number;
  status: PaymentStatus;
  reference: string | null;
  capturedMinor: number;
}

export interface Hold {
  id: string;
  key: string;
  reason: string;
  placedBy: string;
  placedAt: Instant;
  dueAt: Instant | null;
  dueAction: 'RELEASE' | 'CANCEL' | null;
  releasedAt: Instant | null;
  releasedBy: string | null;
  note: string | null;
}

export interface Attention {
  id: string;
  reason: AttentionReason;
  owner: OwnerQueue;
  subjectId: string | null;
  detail: string;
  openedAt: Instant;
  resolvedAt: Instant | null;
  resolvedBy: string | null;
  resolution: string | null;
}

export interface FulfillmentLine {
  id: string;
  fulfillmentOrderId: string;
  lineId: string;
  sku: string;
  quantity: number;
  reservation: ReservationStatus;
}

export interface FulfillmentOrder {
  id: string;
  locationId: string; // the location responsible for it now
  /** The buyer's store when another location supplies the pickup; it is responsible from the dispatch on. */
  pickupLocationId: string | null;
  method: Method;
  status: FulfillmentStatus;
  attempt: number;
  reship: boolean;
  createdAt: Instant;
  sameDay: boolean;
  slot: Slot | null; // the slot promised when the location was asked
  quotes: Quote[]; // for its parcel, in the order in which carriers are asked for the label
  dueAt: Instant | null; // ship-by or ready-by of this location, set at accept
  // latest delivery: carrier days plus margin, set at hand-over. For goods on their way to a pickup store: set at
  // dispatch, null once the buyer was asked
  deliveryDueAt: Instant | null;
  pickupExpiresAt: Instant | null;
  pickupExtended: boolean;
  acceptedAt: Instant | null;
  readyAt: Instant | null;
  handedOverAt: Instant | null;
  deliveredAt: Instant | null;
  closedAt: Instant | null;
  closeReason: string | null;
}

/**
 * A counter that an offer takes a unit of: of a location (or its party, `party/<id>`) per local day YYYY-MM-DD or hour
 * YYYY-MM-DDTHH; of a location's delivery slot, `slot/<id>`, per local start YYYY-MM-DDTHH:MM.
 */
export interface QuotaKey {
  subject: string;
  period: string;
}

/** The request to an FO's location to serve it; an FO has exactly one. */
export interface Offer {
  id: string;
  fulfillmentOrderId: string;
  locationId: string;
  attempt: number;
  status: OfferStatus;
  offeredAt: Instant;
  deadlineAt: Instant;
  quotas: QuotaKey[];
  answeredAt: Instant | null;
  answeredBy: string | null;
  reason: string | null;
  note: string | null;
}

export interface Cancellation {
  id: string;
  kind: 'REQUEST' | 'NOTICE';
  fulfillmentOrderId: string;
  status: CancellationStatus;
  reason: string;
  requestedAt: Instant;
  dueAt: Instant;
  answeredAt: Instant | null;
  trackingNumber: string | null;
  lines: { lineId: string; quantity: number }[];
}

export interface PickupCode {
  id: string;
  fulfillmentOrderId: string;
  generation: number;
  status: PickupCodeStatus;
  tries: number;
  keyId: string;
  issuedAt: Instant;
  closedAt: Instant | null;
}

/**
 * `contents` and `destination` are those of the moment when the label was requested. A retry sends them unchanged, even
 * if goods or address have changed since.
 */
export interface Waybill {
  id: string;
  fulfillmentOrderId: string;
  status: WaybillStatus;
  carrier: string;
  contents: { sku: string; quantity: number }[];
  destination: { province: string; city: string };
  trackingNumber: string | null;
  detail: string | null;
  createdAt: Instant;
}

export interface Refund {
  id: string;
  cause: string;
  paymentId: string;
  amountMinor: number;
  status: RefundStatus;
  attempt: number;
  reference: string | null;
  detail: string | null;
  requestedAt: Instant;
  closedAt: Instant | null;
  lines: { shareId: string; amountMinor: number }[];
}

/** A location that rejected the line, or let its offer expire, and is not asked for it again until `untilAt`. */
export interface Exclusion {
  id: string;
  lineId: string;
  locationId: string;
  untilAt: Instant;
  reason: string;
}

export interface Order {
  id: string;
  channelId: string;
  channelOrderNumber: string;
  currency: string;
  method: Method;
  pickupLocationId: string | null;
  status: OrderStatus;
  version: number;
  placedAt: Instant;
  receivedAt: Instant;
  auditedAt: Instant | null;
  closedAt: Instant | null;
  receiptConfirmedAt: Instant | null;
  shipByAt: Instant | null;
  buyerChoiceDueAt: Instant | null;
  sameDay: boolean;
  slot: Slot | null; // to be delivered on the day of receipt, within this slot
  destination: Destination | null;
  addressComplete: boolean;
  hasBuyerNote: boolean;
  buyerId: string | null;
  intakeFindings: { code: string; detail: string }[]; // content that was readable but wrong; becomes holds at the audit
  goodsMinor: number;
  discountMinor: number;
  shippingMinor: number;
  profileVersion: number;
  messageCount: number;
  timelineLength: number;
  waits: Wait[];
  effects: Effect[];
  lines: OrderLine[];
  fundAllocations: FundAllocation[];
  payments: Payment[];
  holds: Hold[];
  attentions: Attention[];
  fulfillmentOrders: FulfillmentOrder[];
  fulfillmentLines: FulfillmentLine[];
  offers: Offer[];
  cancellations: Cancellation[];
  pickupCodes: PickupCode[];
  waybills: Waybill[];
  refunds: Refund[];
  exclusions: Exclusion[];
}

/** The input for starting an order's workflow; `shipByAt` in ISO 8601. */
export interface OrderStart {
  id: string;
  channelId: string;
  channelOrderNumber: string;
  method: string;
  shipByAt: string | null;
  lines: number;
  maxOffers: number;
}
