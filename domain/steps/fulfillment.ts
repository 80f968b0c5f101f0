// Steps that several rules share: opening an FO, closing it before hand-over, handing its goods over.
import {
  fulfillmentOf,
  linesOf,
  move,
  note,
  offerOf,
  found,
  resolveAttention,
  type Change,
  type QuotaMove,
} from '../order/change.ts';
import type { Quote } from '../carriers/quote.ts';
import { nextId } from '../order/ids.ts';
import { carrierFor, dropWaybill, requestWaybill } from './labels.ts';
import type { FulfillmentLine, FulfillmentOrder, Offer, OrderLine, QuotaKey } from '../order/order.ts';
import type { Instant, Slot } from '../values/time.ts';
import type { LineQuantity } from '../values/quantity.ts';
import { moveStock } from './stock-moves.ts';

/** The order line with this id. */
export const lineOf = (change: Change, lineId: string): OrderLine => found(change.order.lines, lineId);

/** The quantities and terms of a new FO at one location. */
export interface NewFulfillment {
  locationId: string;
  pickupLocationId: string | null;
  lines: LineQuantity[];
  deadlineAt: Instant;
  quotas: (QuotaKey & { limit: number | null })[];
  quotes: Quote[];
  sameDay: boolean;
  slot: Slot | null;
  attempt: number;
  reship: boolean;
}

/** Opens an FO at one location, with reserved lines and an offer with its deadline. */
export function openFulfillment(change: Change, placing: NewFulfillment): FulfillmentOrder {
  const { order } = change;
  const fo = newFulfillmentOrder(change, placing);
  const offer = newOffer(change, fo, placing);
  order.fulfillmentOrders.push(fo);
  order.offers.push(offer);
  note(change, { machine: 'FULFILLMENT_ORDER', subjectId: fo.id, from: null, to: 'OPEN', detail: fo.locationId });
  note(change, { machine: 'OFFER', subjectId: offer.id, from: null, to: 'OFFERED' });
  for (const { lineId, quantity } of placing.lines) reserveLine(change, fo, { lineId, quantity });
  change.quota.push(...placing.quotas.map((quota) => ({ ...quota, delta: 1 as const })));
  return fo;
}

const newFulfillmentOrder = ({ order, at }: Change, placing: NewFulfillment): FulfillmentOrder => ({
  id: nextId(order, 'fulfillmentOrders'),
  locationId: placing.locationId,
  pickupLocationId: placing.pickupLocationId,
  method: order.method,
  status: 'OPEN',
  attempt: placing.attempt,
  reship: placing.reship,
  createdAt: at,
  sameDay: placing.sameDay,
  slot: placing.slot,
  quotes: placing.quotes,
  dueAt: null,
  deliveryDueAt: null,
  pickupExpiresAt: null,
  pickupExtended: false,
  acceptedAt: null,
  readyAt: null,
  handedOverAt: null,
  deliveredAt: null,
  closedAt: null,
  closeReason: null,
});

const newOffer = ({ order, at }: Change, fo: FulfillmentOrder, { deadlineAt, quotas }: NewFulfillment): Offer => ({
  id: nextId(order, 'offers'),
  fulfillmentOrderId: fo.id,
  locationId: fo.locationId,
  attempt: fo.attempt,
  status: 'OFFERED',
  offeredAt: at,
  deadlineAt,
  quotas: quotas.map(({ subject, period }) => ({ subject, period })),
  answeredAt: null,
  answeredBy: null,
  reason: null,
  note: null,
});

function reserveLine(change: Change, fo: FulfillmentOrder, { lineId, quantity }: LineQuantity): void {
  const line = lineOf(change, lineId);
  if (fo.reship) line.reshipDue -= quantity;
  else line.unrouted -= quantity;
  const row: FulfillmentLine = {
    id: nextId(change.order, 'fulfillmentLines'),
    fulfillmentOrderId: fo.id,
    lineId,
    sku: line.sku,
    quantity,
    reservation: 'HELD',
  };
  change.order.fulfillmentLines.push(row);
  moveStock(change, { kind: 'RESERVE', row });
}

/** What happens to quantities removed from an FO: they are routed again, or cancelled and refunded. */
export type Disposition = 'UNROUTED' | 'CANCELLED';

/** Removes a quantity from one line of an FO before hand-over; its reservation shrinks with it. */
export function removeQuantity(
  change: Change,
  row: FulfillmentLine,
  { quantity, disposition }: { quantity: number; disposition: Disposition },
): void {
  const line = lineOf(change, row.lineId);
  const { reship, status } = fulfillmentOf(change.order, row.fulfillmentOrderId);
  // goods on their way are reserved nowhere and arrive as free stock
  if (status !== 'IN_TRANSIT') moveStock(change, { kind: 'RELEASE', row, quantity });
  if (quantity === row.quantity) row.reservation = 'RELEASED';
  else row.quantity -= quantity;
  if (disposition === 'CANCELLED') line.refundable += quantity;
  if (reship) line.reshipDue += disposition === 'UNROUTED' ? quantity : 0;
  else if (disposition === 'UNROUTED') line.unrouted += quantity;
  else line.cancelled += quantity;
}

/**
 * Closes an FO before hand-over: releases the reservation, returns the quota, revokes the code and voids the label.
 * `disposition` decides about its quantities.
 */
export function closeFulfillment(
  change: Change,
  fo: FulfillmentOrder,
  end: { to: 'REROUTED' | 'CANCELLED'; disposition: Disposition; reason: string },
): void {
  for (const row of linesOf(change.order, fo.id))
    if (row.reservation === 'HELD')
      removeQuantity(change, row, { quantity: row.quantity, disposition: end.disposition });
  const offer = offerOf(change.order, fo.id);
  if (offer.status === 'OFFERED') withdrawOffer(change, fo, end.reason);
  revokeCode(change, fo.id, 'REVOKED');
  dropWaybill(change, fo.id);
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: end.to, detail: end.reason });
  Object.assign(fo, { closedAt: change.at, closeReason: end.reason });
  resolveAttention(change, {
    reasons: ['SHIP_LATE', 'READY_LATE', 'LABEL_FAILED'],
    resolution: end.reason,
    subjectId: fo.id,
  });
}

/** Withdraws a live offer without a performance event; its quota is returned. */
export function withdrawOffer(change: Change, fo: FulfillmentOrder, reason: string): void {
  const offer = offerOf(change.order, fo.id);
  move(change, { machine: 'OFFER', row: offer, to: 'WITHDRAWN', detail: reason });
  Object.assign(offer, { answeredAt: change.at, answeredBy: change.actor, reason });
  returnQuota(change, fo.id);
}

/** The moves that return the quota units of an offer. */
export const returnedQuotas = ({ quotas }: Offer): QuotaMove[] =>
  quotas.map((quota) => ({ ...quota, delta: -1, limit: null }));

/** Returns the quota units that the offer took. */
export function returnQuota(change: Change, fulfillmentOrderId: string): void {
  change.quota.push(...returnedQuotas(offerOf(change.order, fulfillmentOrderId)));
}

/** Closes the valid pickup code of an FO, if it has one. */
export function revokeCode(change: Change, fulfillmentOrderId: string, to: 'REVOKED' | 'EXPIRED'): void {
  for (const code of change.order.pickupCodes) {
    if (code.fulfillmentOrderId !== fulfillmentOrderId || (code.status !== 'ACTIVE' && code.status !== 'LOCKED'))
      continue;
    move(change, { machine: 'PICKUP_CODE', row: code, to });
    code.closedAt = change.at;
  }
}

/**
 * Hands the goods over: commits the reservation, books the stock out, counts the quantities as fulfilled and resolves
 * late attention.
 */
export function handOver(change: Change, fo: FulfillmentOrder, to: 'SHIPPED' | 'COLLECTED'): void {
  for (const row of linesOf(change.order, fo.id)) {
    if (row.reservation !== 'HELD') continue;
    moveStock(change, { kind: 'HAND_OVER', row });
    row.reservation = 'COMMITTED';
    if (!fo.reship) lineOf(change, row.lineId).fulfilled += row.quantity;
  }
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to });
  fo.handedOverAt = change.at;
  resolveAttention(change, { reasons: ['SHIP_LATE', 'READY_LATE', 'LABEL_FAILED'], resolution: to, subjectId: fo.id });
}

/** Excludes the location from these lines for the channel's exclusion time. */
export function exclude(change: Change, fo: FulfillmentOrder, why: { lineIds: string[]; reason: string }): void {
  const untilAt = change.at + change.policy.exclusionSeconds * 1000;
  for (const lineId of why.lineIds)
    change.order.exclusions.push({
      id: nextId(change.order, 'exclusions'),
      lineId,
      locationId: fo.locationId,
      untilAt,
      reason: why.reason,
    });
}

/**
 * Ships an FO with one label and voids all others. From now on the carrier must report an event within the channel's
 * delivery time.
 */
export function ship(change: Change, fo: FulfillmentOrder): void {
  handOver(change, fo, 'SHIPPED');
  dropWaybill(change, fo.id);
  fo.deliveryDueAt = change.at + change.policy.deliverySeconds * 1000;
}

/** Starts the location's work after its accept: the due time, and the label for a delivery. */
export function startWork(change: Change, fo: FulfillmentOrder): void {
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'IN_PROGRESS' });
  fo.acceptedAt = change.at;
  fo.dueAt = fo.method === 'STORE_PICKUP' ? change.at + change.policy.readyBySeconds * 1000 : change.order.shipByAt;
  if (fo.method === 'HOME_DELIVERY') requestWaybill(change, fo, carrierFor(change, fo));
}
