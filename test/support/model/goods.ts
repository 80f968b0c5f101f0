// Movements of goods and money in the model.
import type { AttentionReason, RefundStatus } from '../../../domain/order/states.ts';
import {
  heldLines,
  isBeforeHandOver,
  isLiveCode,
  openIntercept,
  fulfillmentOf,
  type WaybillModel,
  type LineModel,
  type LineQuantity,
  type Model,
  type FulfillmentModel,
  type RefusalReason,
  type FulfillmentLineModel,
  type CancellationModel,
} from './order-model.ts';

export const lineOf = (m: Model, id: string): LineModel => m.lines.find((l) => l.id === id) as LineModel;
const stockOf = (m: Model, at: string, sku: string) => {
  const stock = m.stock.get(`${at}/${sku}`) ?? { onHand: 0, reserved: 0, inDoubt: 0, damaged: 0 };
  m.stock.set(`${at}/${sku}`, stock);
  return stock;
};

export function raiseAttention(m: Model, reason: AttentionReason, subjectId: string | null): void {
  if (!m.attentions.some((a) => a.reason === reason && a.subjectId === subjectId))
    m.attentions.push({ reason, subjectId });
}
export function resolveAttention(m: Model, subjectId: string | null, ...reasons: AttentionReason[]): void {
  m.attentions = m.attentions.filter((a) => a.subjectId !== subjectId || !reasons.includes(a.reason));
}

export function reserve(m: Model, fo: FulfillmentModel, row: FulfillmentLineModel): void {
  const line = lineOf(m, row.lineId);
  if (fo.reship) line.reshipDue -= row.quantity;
  else line.unrouted -= row.quantity;
  stockOf(m, fo.locationId, row.sku).reserved += row.quantity;
}

/**
 * Units leave a location's list: to be routed again, or cancelled and refunded. A re-shipped unit was fulfilled before.
 */
export function removeQuantity(
  m: Model,
  fo: FulfillmentModel,
  { row, units, to }: { row: FulfillmentLineModel; units: number; to: 'UNROUTED' | 'CANCELLED' },
): void {
  const line = lineOf(m, row.lineId);
  if (units === row.quantity) row.reservation = 'RELEASED';
  else row.quantity -= units;
  if (fo.status !== 'IN_TRANSIT') stockOf(m, fo.locationId, row.sku).reserved -= units;
  if (to === 'CANCELLED') line.refundable += units;
  if (to === 'UNROUTED') line[fo.reship ? 'reshipDue' : 'unrouted'] += units;
  else if (!fo.reship) line.cancelled += units;
}

/** The effect of a refusal reason on the stock, limited to its free units. */
export function bookRefusedStock(
  m: Model,
  fo: FulfillmentModel,
  { sku, units, reason }: { sku: string; units: number; reason: RefusalReason },
): void {
  if (reason === 'OUT_OF_STOCK' || reason === 'QUANTITY_MISMATCH') setAside(m, fo, { sku, units, as: 'inDoubt' });
  if (reason === 'DAMAGED') setAside(m, fo, { sku, units, as: 'damaged' });
}
export function setAside(
  m: Model,
  fo: FulfillmentModel,
  { sku, units, as }: { sku: string; units: number; as: 'inDoubt' | 'damaged' },
): void {
  const stock = stockOf(m, fo.locationId, sku);
  const free = Math.min(units, Math.max(0, stock.onHand - stock.reserved));
  stock.onHand -= free;
  stock[as] += free;
}

export const exclude = (m: Model, fo: FulfillmentModel, lineIds: string[]): void => {
  for (const lineId of lineIds)
    m.exclusions.push({ lineId, locationId: fo.locationId, untilAt: m.now + m.policy.exclusionSeconds * 1000 });
};

export function dropWaybills(fo: FulfillmentModel): void {
  for (const l of fo.waybills)
    l.status = l.status === 'CREATED' ? 'VOIDING' : l.status === 'FAILED' ? 'VOIDED' : l.status;
}
export function addWaybill(m: Model, fo: FulfillmentModel, of: Omit<WaybillModel, 'id'>): WaybillModel {
  const made = { id: `w${++m.waybillCount}`, ...of };
  fo.waybills.push(made);
  return made;
}

/** No goods of this FO leave the location any more. */
export function closeFulfillment(
  m: Model,
  fo: FulfillmentModel,
  {
    to,
    goods,
    code = 'REVOKED',
  }: { to: 'REROUTED' | 'CANCELLED'; goods: 'UNROUTED' | 'CANCELLED'; code?: 'REVOKED' | 'EXPIRED' },
): void {
  for (const row of heldLines(fo)) removeQuantity(m, fo, { row, units: row.quantity, to: goods });
  if (fo.offerStatus === 'OFFERED') fo.offerStatus = 'WITHDRAWN';
  for (const c of fo.pickupCodes) if (isLiveCode(c)) c.status = code;
  dropWaybills(fo);
  fo.status = to;
  resolveAttention(m, fo.id, 'SHIP_LATE', 'READY_LATE', 'LABEL_FAILED');
}
export const closeEmptyFulfillments = (m: Model): void => {
  for (const fo of m.fulfillmentOrders)
    if (isBeforeHandOver(fo) && heldLines(fo).length === 0)
      closeFulfillment(m, fo, { to: 'CANCELLED', goods: 'CANCELLED' });
};

export function handOver(m: Model, fo: FulfillmentModel, to: 'SHIPPED' | 'COLLECTED'): void {
  for (const row of heldLines(fo)) {
    row.reservation = 'COMMITTED';
    const stock = stockOf(m, fo.locationId, row.sku);
    stock.onHand -= row.quantity;
    stock.reserved -= row.quantity;
    if (!fo.reship) lineOf(m, row.lineId).fulfilled += row.quantity;
  }
  fo.status = to;
  resolveAttention(m, fo.id, 'SHIP_LATE', 'READY_LATE', 'LABEL_FAILED');
  if (to === 'COLLECTED') return;
  fo.deliveryDueAt = m.now + m.policy.deliverySeconds * 1000;
  dropWaybills(fo); // it left with one label; no other stays valid
}

/** Ships with the existing label, or with an entered number. */
export function ship(m: Model, fo: FulfillmentModel, hasNumber: boolean, isTyped: boolean): void {
  const made = fo.waybills.findLast((l) => l.status === 'CREATED');
  if (made && !isTyped) made.status = 'HANDED_OVER';
  else {
    dropWaybills(fo);
    addWaybill(m, fo, { status: 'HANDED_OVER', hasNumber });
  }
  handOver(m, fo, 'SHIPPED');
}

/** The goods leave the supplier's stock and are not in the store's stock yet. */
export function dispatchToStore(m: Model, fo: FulfillmentModel): void {
  for (const row of heldLines(fo)) {
    const stock = stockOf(m, fo.locationId, row.sku);
    stock.onHand -= row.quantity;
    stock.reserved -= row.quantity;
  }
  Object.assign(fo, {
    status: 'IN_TRANSIT',
    locationId: fo.pickupLocationId,
    dueAt: null,
    deliveryDueAt: m.now + m.policy.transferSeconds * 1000,
  });
  resolveAttention(m, fo.id, 'SHIP_LATE');
}
/** The goods enter the store's stock, reserved as far as needed; says whether units are missing. */
export function bookArrival(m: Model, fo: FulfillmentModel, received: { sku: string; quantity: number }[]): boolean {
  let missing = false;
  for (const { sku, quantity } of received) {
    let left = quantity;
    for (const row of heldLines(fo).filter((r) => r.sku === sku)) {
      const units = Math.min(left, row.quantity);
      left -= units;
      stockOf(m, fo.locationId, sku).reserved += units;
      if (units === row.quantity) continue;
      missing = true;
      removeQuantity(m, fo, { row, units: row.quantity - units, to: 'UNROUTED' });
    }
    if (quantity > 0) stockOf(m, fo.locationId, sku).onHand += quantity;
  }
  if (heldLines(fo).length === 0) closeFulfillment(m, fo, { to: 'REROUTED', goods: 'UNROUTED' });
  else Object.assign(fo, { status: 'ARRIVED', deliveryDueAt: null, dueAt: m.now + m.policy.readyBySeconds * 1000 });
  return missing;
}

export function endIntercept(m: Model, cancellation: CancellationModel, to: 'AGREED' | 'UNANSWERED'): void {
  const fo = fulfillmentOf(m, cancellation.fulfillmentOrderId) as FulfillmentModel;
  cancellation.status = to;
  for (const { lineId, quantity } of cancellation.lines) {
    const row = heldLines(fo).find((r) => r.lineId === lineId);
    if (!row) continue;
    const units = Math.min(quantity, row.quantity);
    removeQuantity(m, fo, { row, units, to: 'CANCELLED' });
    if (to === 'UNANSWERED') setAside(m, fo, { sku: row.sku, units, as: 'inDoubt' });
  }
  closeEmptyFulfillments(m);
}
/** The parcel had left: the refusal is the hand-over. */
export function refuseIntercept(
  m: Model,
  cancellation: CancellationModel,
  { hasNumber, isTyped }: { hasNumber: boolean; isTyped: boolean },
): void {
  const fo = fulfillmentOf(m, cancellation.fulfillmentOrderId) as FulfillmentModel;
  cancellation.status = 'REFUSED';
  if (fo.waybills.some((l) => l.status === 'HANDED_OVER')) handOver(m, fo, 'SHIPPED');
  else ship(m, fo, hasNumber, isTyped);
  if (cancellation.isNotice) raiseAttention(m, 'CANCELLED_AFTER_SHIP', fo.id);
}

export function cancelUnrouted(m: Model): void {
  for (const l of m.lines) {
    l.refundable += l.unrouted + l.reshipDue;
    l.cancelled += l.unrouted;
    l.unrouted = l.reshipDue = 0;
  }
}

/**
 * Cancels the requested quantity by its place: without a location, stopped at once, stopped by its location, or already
 * left.
 */
export function cancelLine(m: Model, { lineId, quantity }: LineQuantity, isNotice: boolean): Record<string, number> {
  const line = lineOf(m, lineId);
  let left = quantity;
  const became: Record<string, number> = {};
  const took = (units: number, as: string): number => {
    if (units > 0) became[as] = (became[as] ?? 0) + units;
    left -= units;
    return units;
  };
  const unrouted = took(Math.min(left, line.unrouted), 'CANCELLED');
  Object.assign(line, {
    unrouted: line.unrouted - unrouted,
    cancelled: line.cancelled + unrouted,
    refundable: line.refundable + unrouted,
  });
  const again = took(Math.min(left, line.reshipDue), 'CANCELLED');
  Object.assign(line, { reshipDue: line.reshipDue - again, refundable: line.refundable + again });
  const rows = m.fulfillmentOrders.filter(isBeforeHandOver).flatMap((fo) =>
    heldLines(fo)
      .filter((r) => r.lineId === lineId)
      .map((row) => ({ fo, row })),
  );
  for (const { fo, row } of rows)
    if (fo.status === 'OPEN' || fo.method === 'STORE_PICKUP') {
      const units = took(Math.min(left, row.quantity), 'CANCELLED');
      if (units > 0) removeQuantity(m, fo, { row, units, to: 'CANCELLED' });
    }
  for (const { fo, row } of rows)
    if (fo.status === 'IN_PROGRESS' && fo.method === 'HOME_DELIVERY') {
      const units = took(Math.min(left, row.quantity), 'INTERCEPT');
      if (units > 0) intercept(m, fo, { lineId, quantity: units, most: row.quantity, isNotice });
    }
  took(Math.min(left, line.fulfilled), 'USE_RETURN');
  took(left, 'ALREADY_CANCELLED');
  return became;
}

function intercept(
  m: Model,
  fo: FulfillmentModel,
  { lineId, quantity, most, isNotice }: LineQuantity & { most: number; isNotice: boolean },
): void {
  let cancellation = openIntercept(m, fo.id);
  if (!cancellation)
    m.cancellations.push(
      (cancellation = {
        id: `c${m.cancellations.length + 1}`,
        fulfillmentOrderId: fo.id,
        status: 'REQUESTED',
        isNotice,
        dueAt: m.now + m.policy.interceptSeconds * 1000,
        lines: [],
      }),
    );
  const asked = cancellation.lines.find((l) => l.lineId === lineId);
  if (asked) asked.quantity = Math.min(most, asked.quantity + quantity);
  else cancellation.lines.push({ lineId, quantity });
}

/** The parcel's price is refunded, or the same goods are sent again. */
export function writeOff(m: Model, fo: FulfillmentModel, how: 'refundable' | 'reshipDue'): void {
  if (!['SHIPPED', 'RETURNING', 'LOST'].includes(fo.status)) return;
  fo.status = 'WRITTEN_OFF';
  for (const row of fo.lines) if (row.reservation === 'COMMITTED') lineOf(m, row.lineId)[how] += row.quantity;
  if (how === 'reshipDue') m.routing.byOperator = true;
}
export function bookReturn(m: Model, fo: FulfillmentModel): void {
  if (!['SHIPPED', 'RETURNING', 'LOST'].includes(fo.status)) return;
  fo.status = 'RETURNED';
  resolveAttention(m, fo.id, 'PARCEL_SILENT', 'PARCEL_LOST');
  for (const row of fo.lines) {
    if (row.reservation !== 'COMMITTED') continue;
    stockOf(m, fo.locationId, row.sku).onHand += row.quantity;
    lineOf(m, row.lineId).refundable += row.quantity;
  }
}

/** Cash that was not reported for goods that the buyer has. */
export const raiseUnpaidCash = (m: Model, fo: FulfillmentModel): void => {
  if (m.payments.some((p) => p.status === 'ON_DELIVERY')) raiseAttention(m, 'COD_UNPAID', fo.id);
};

export const addRefund = (m: Model, paymentId: string, amountMinor: number): void => {
  const status: RefundStatus = m.policy.refundBy === 'CHANNEL' ? 'SUCCEEDED' : 'REQUESTED';
  if (amountMinor > 0) m.refunds.push({ id: `r${m.refunds.length + 1}`, paymentId, amountMinor, status });
};

/**
 * Requests the refunds that are due on captured payments: per unit the rounded-down part of its allocation; shipping
 * when the whole order is cancelled.
 */
export function requestRefunds(m: Model): void {
  const nothingLeft = m.lines.every((l) => l.cancelled === l.quantity);
  for (const payment of m.payments) {
    if (payment.status !== 'CAPTURED') continue;
    let due = 0;
    for (const allocation of payment.fundAllocations) {
      const line = m.lines.find((l) => l.id === allocation.lineId);
      const owed = line
        ? Math.floor((allocation.amountMinor * line.refundable) / line.quantity)
        : nothingLeft
          ? allocation.amountMinor
          : 0;
      const more = Math.max(0, owed - allocation.requestedMinor);
      allocation.requestedMinor += more;
      due += more;
    }
    addRefund(m, payment.id, due);
  }
}

/** A refund by hand takes the fund allocations in their order. */
export function refundByHand(m: Model, paymentId: string, amountMinor: number): void {
  let left = amountMinor;
  for (const allocation of m.payments.find((p) => p.id === paymentId)?.fundAllocations ?? []) {
    const fo = Math.min(left, Math.max(0, allocation.amountMinor - allocation.requestedMinor));
    allocation.requestedMinor += fo;
    left -= fo;
  }
  addRefund(m, paymentId, amountMinor);
}
