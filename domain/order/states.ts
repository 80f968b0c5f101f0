// One table per state machine: from → allowed next states. A test walks every pair.

export const fulfillmentMoves = {
  OPEN: ['IN_PROGRESS', 'CANCELLED', 'REROUTED'],
  IN_PROGRESS: ['READY_FOR_PICKUP', 'IN_TRANSIT', 'SHIPPED', 'CANCELLED', 'REROUTED'],
  IN_TRANSIT: ['ARRIVED', 'CANCELLED', 'REROUTED'],
  ARRIVED: ['READY_FOR_PICKUP', 'CANCELLED', 'REROUTED'],
  READY_FOR_PICKUP: ['COLLECTED', 'CANCELLED', 'REROUTED'],
  SHIPPED: ['DELIVERED', 'RETURNING', 'LOST'],
  RETURNING: ['RETURNED', 'LOST'],
  LOST: ['DELIVERED', 'RETURNED', 'WRITTEN_OFF'],
  DELIVERED: [],
  COLLECTED: [],
  RETURNED: [],
  WRITTEN_OFF: [],
  CANCELLED: [],
  REROUTED: [],
} as const;
export const offerMoves = {
  OFFERED: ['ACCEPTED', 'REJECTED', 'EXPIRED', 'WITHDRAWN'],
  ACCEPTED: ['GIVEN_UP'],
  REJECTED: [],
  EXPIRED: [],
  WITHDRAWN: [],
  GIVEN_UP: [],
} as const;
export const cancellationMoves = {
  REQUESTED: ['AGREED', 'REFUSED', 'UNANSWERED', 'WITHDRAWN'],
  AGREED: [],
  REFUSED: [],
  UNANSWERED: [],
  WITHDRAWN: [],
} as const;
export const reservationMoves = { HELD: ['COMMITTED', 'RELEASED'], COMMITTED: [], RELEASED: [] } as const;
export const pickupCodeMoves = {
  ACTIVE: ['REDEEMED', 'LOCKED', 'EXPIRED', 'REVOKED'],
  LOCKED: ['REVOKED', 'EXPIRED'],
  REDEEMED: [],
  EXPIRED: [],
  REVOKED: [],
} as const;
export const paymentMoves = {
  PENDING: ['AUTHORIZED', 'CAPTURED', 'FAILED', 'VOIDED'],
  AUTHORIZED: ['CAPTURED', 'FAILED', 'VOIDED'],
  ON_DELIVERY: ['CAPTURED', 'VOIDED'],
  CAPTURED: [],
  FAILED: [],
  VOIDED: [],
} as const;
export const refundMoves = {
  REQUESTED: ['SUCCEEDED', 'FAILED'],
  FAILED: ['REQUESTED', 'SETTLED_OUTSIDE'],
  SUCCEEDED: [],
  SETTLED_OUTSIDE: [],
} as const;
export const waybillMoves = {
  REQUESTED: ['CREATED', 'FAILED', 'VOIDED'],
  CREATED: ['VOIDING', 'HANDED_OVER'],
  VOIDING: ['VOIDED', 'HANDED_OVER'],
  HANDED_OVER: [],
  FAILED: ['VOIDED'],
  VOIDED: [],
} as const;

export type FulfillmentStatus = keyof typeof fulfillmentMoves;
export type OfferStatus = keyof typeof offerMoves;
export type CancellationStatus = keyof typeof cancellationMoves;
export type ReservationStatus = keyof typeof reservationMoves;
export type PickupCodeStatus = keyof typeof pickupCodeMoves;
export type PaymentStatus = keyof typeof paymentMoves;
export type RefundStatus = keyof typeof refundMoves;
export type WaybillStatus = keyof typeof waybillMoves;

export const machines = {
  FULFILLMENT_ORDER: fulfillmentMoves,
  OFFER: offerMoves,
  CANCELLATION: cancellationMoves,
  RESERVATION: reservationMoves,
  PICKUP_CODE: pickupCodeMoves,
  PAYMENT: paymentMoves,
  REFUND: refundMoves,
  WAYBILL: waybillMoves,
} as const;
export type Machine = keyof typeof machines;

export const orderStatuses = [
  'RECEIVED',
  'ROUTING',
  'ON_HOLD',
  'NEEDS_ATTENTION',
  'CANCELLING',
  'CANCELLED',
  'AWAITING_BUYER',
  'AWAITING_ACCEPTANCE',
  'IN_FULFILLMENT',
  'PARTIALLY_FULFILLED',
  'FULFILLED',
  'COMPLETED',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];
const nothingLeftToDo = new Set<OrderStatus>(['CANCELLED', 'FULFILLED', 'COMPLETED']);
/** Statuses of orders with goods that have not left yet. */
export const openStatuses = orderStatuses.filter((status) => !nothingLeftToDo.has(status));

export const attentionReasons = [
  'NO_CANDIDATE',
  'ROUTING_EXHAUSTED',
  'SHIP_LATE',
  'READY_LATE',
  'PARCEL_SILENT',
  'PARCEL_LOST',
  'PARCEL_REFUSED',
  'LABEL_FAILED',
  'COD_UNPAID',
  'CANCELLED_AFTER_SHIP',
  'REFUND_PENDING',
  'REFUND_REFUSED',
  'STOCK_SHORT',
  'VOID_FAILED',
  'BUG',
  'WORKFLOW_GONE',
] as const;
export type AttentionReason = (typeof attentionReasons)[number];

/** Says whether the machine allows this move. */
export function canMove(machine: Machine, from: string, to: string): boolean {
  const moves: Record<string, readonly string[]> = machines[machine];
  return moves[from]?.includes(to) ?? false;
}

const beforeHandOver = new Set<string>(['OPEN', 'IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP']);
/**
 * Says whether the goods of an FO are still ours and its lines reserved: at its location, or on their way to the pickup
 * store.
 */
export const isBeforeHandOver = (status: FulfillmentStatus): boolean => beforeHandOver.has(status);

const final = new Set<string>(['DELIVERED', 'COLLECTED', 'RETURNED', 'WRITTEN_OFF', 'CANCELLED', 'REROUTED']);
/** Says whether an FO can never move again. */
export const isFinal = (status: FulfillmentStatus): boolean => final.has(status);
