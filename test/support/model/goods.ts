// What happens to goods and money on the sheet of paper, in the few ways in which they can move.
import type { AttentionReason, RefundStatus } from '../../../domain/order/states.ts';
import {
  held,
  inShop,
  liveStatus,
  openStop,
  partOf,
  type LabelModel,
  type LineModel,
  type LineQuantity,
  type Model,
  type PartModel,
  type RefusalReason,
  type RowModel,
  type StopModel,
} from './order-model.ts';

export const lineOf = (m: Model, id: string): LineModel => m.lines.find((l) => l.id === id) as LineModel;
const shelfOf = (m: Model, at: string, sku: string) => {
  const shelf = m.shelves.get(`${at}/${sku}`) ?? { onHand: 0, reserved: 0, inDoubt: 0, damaged: 0 };
  m.shelves.set(`${at}/${sku}`, shelf);
  return shelf;
};

export function ask(m: Model, reason: AttentionReason, subject: string | null): void {
  if (!m.asks.some((a) => a.reason === reason && a.subject === subject)) m.asks.push({ reason, subject });
}
export function answer(m: Model, subject: string | null, ...reasons: AttentionReason[]): void {
  m.asks = m.asks.filter((a) => a.subject !== subject || !reasons.includes(a.reason));
}

export function reserve(m: Model, part: PartModel, row: RowModel): void {
  const line = lineOf(m, row.lineId);
  if (part.reship) line.reshipDue -= row.quantity;
  else line.unrouted -= row.quantity;
  shelfOf(m, part.at, row.sku).reserved += row.quantity;
}

/**
 * Units leave a location's list: to be routed anew, or cancelled with their price. A re-shipped unit was fulfilled once
 * already.
 */
export function takeOff(
  m: Model,
  part: PartModel,
  { row, units, to }: { row: RowModel; units: number; to: 'UNROUTED' | 'CANCELLED' },
): void {
  const line = lineOf(m, row.lineId);
  if (units === row.quantity) row.state = 'RELEASED';
  else row.quantity -= units;
  if (part.status !== 'IN_TRANSIT') shelfOf(m, part.at, row.sku).reserved -= units;
  if (to === 'CANCELLED') line.refundable += units;
  if (to === 'UNROUTED') line[part.reship ? 'reshipDue' : 'unrouted'] += units;
  else if (!part.reship) line.cancelled += units;
}

/** What the reason says about the goods on the shelf; never more than lie there free. */
export function blame(
  m: Model,
  part: PartModel,
  { sku, units, reason }: { sku: string; units: number; reason: RefusalReason },
): void {
  if (reason === 'OUT_OF_STOCK' || reason === 'QUANTITY_MISMATCH') set(m, part, { sku, units, as: 'inDoubt' });
  if (reason === 'DAMAGED') set(m, part, { sku, units, as: 'damaged' });
}
export function set(
  m: Model,
  part: PartModel,
  { sku, units, as }: { sku: string; units: number; as: 'inDoubt' | 'damaged' },
): void {
  const shelf = shelfOf(m, part.at, sku);
  const free = Math.min(units, Math.max(0, shelf.onHand - shelf.reserved));
  shelf.onHand -= free;
  shelf[as] += free;
}

export const notAgain = (m: Model, part: PartModel, lineIds: string[]): void => {
  for (const lineId of lineIds)
    m.excluded.push({ lineId, at: part.at, until: m.now + m.policy.exclusionSeconds * 1000 });
};

export function dropLabels(part: PartModel): void {
  for (const l of part.labels)
    l.status = l.status === 'CREATED' ? 'VOIDING' : l.status === 'FAILED' ? 'VOIDED' : l.status;
}
export function newLabel(m: Model, part: PartModel, of: Omit<LabelModel, 'id'>): LabelModel {
  const made = { id: `w${++m.labelsMade}`, ...of };
  part.labels.push(made);
  return made;
}

/** Nothing of this part will leave the shop any more. */
export function close(
  m: Model,
  part: PartModel,
  {
    to,
    goods,
    code = 'REVOKED',
  }: { to: 'REROUTED' | 'CANCELLED'; goods: 'UNROUTED' | 'CANCELLED'; code?: 'REVOKED' | 'EXPIRED' },
): void {
  for (const row of held(part)) takeOff(m, part, { row, units: row.quantity, to: goods });
  if (part.offer === 'OFFERED') part.offer = 'WITHDRAWN';
  for (const c of part.codes) if (liveStatus(c)) c.status = code;
  dropLabels(part);
  part.status = to;
  answer(m, part.id, 'SHIP_LATE', 'READY_LATE', 'LABEL_FAILED');
}
export const closeEmpty = (m: Model): void => {
  for (const part of m.parts)
    if (inShop(part) && held(part).length === 0) close(m, part, { to: 'CANCELLED', goods: 'CANCELLED' });
};

export function handOver(m: Model, part: PartModel, to: 'SHIPPED' | 'COLLECTED'): void {
  for (const row of held(part)) {
    row.state = 'COMMITTED';
    const shelf = shelfOf(m, part.at, row.sku);
    shelf.onHand -= row.quantity;
    shelf.reserved -= row.quantity;
    if (!part.reship) lineOf(m, row.lineId).fulfilled += row.quantity;
  }
  part.status = to;
  answer(m, part.id, 'SHIP_LATE', 'READY_LATE', 'LABEL_FAILED');
  if (to === 'COLLECTED') return;
  part.deliveryDueAt = m.now + m.policy.deliverySeconds * 1000;
  dropLabels(part); // it left with one label; no other stays valid
}

/** It leaves with the label there is, or with the number that somebody says. */
export function leave(m: Model, part: PartModel, numbered: boolean, typed: boolean): void {
  const made = part.labels.findLast((l) => l.status === 'CREATED');
  if (made && !typed) made.status = 'HANDED_OVER';
  else {
    dropLabels(part);
    newLabel(m, part, { status: 'HANDED_OVER', numbered });
  }
  handOver(m, part, 'SHIPPED');
}

/** Off one shelf, and not yet on the other. */
export function sendOn(m: Model, part: PartModel): void {
  for (const row of held(part)) {
    const shelf = shelfOf(m, part.at, row.sku);
    shelf.onHand -= row.quantity;
    shelf.reserved -= row.quantity;
  }
  Object.assign(part, {
    status: 'IN_TRANSIT',
    at: part.goesTo,
    dueAt: null,
    deliveryDueAt: m.now + m.policy.transferSeconds * 1000,
  });
  answer(m, part.id, 'SHIP_LATE');
}
/** Onto the shelf, reserved as far as it is wanted; says whether something is missing. */
export function unpack(m: Model, part: PartModel, received: { sku: string; quantity: number }[]): boolean {
  let missing = false;
  for (const { sku, quantity } of received) {
    let left = quantity;
    for (const row of held(part).filter((r) => r.sku === sku)) {
      const units = Math.min(left, row.quantity);
      left -= units;
      shelfOf(m, part.at, sku).reserved += units;
      if (units === row.quantity) continue;
      missing = true;
      takeOff(m, part, { row, units: row.quantity - units, to: 'UNROUTED' });
    }
    if (quantity > 0) shelfOf(m, part.at, sku).onHand += quantity;
  }
  if (held(part).length === 0) close(m, part, { to: 'REROUTED', goods: 'UNROUTED' });
  else Object.assign(part, { status: 'ARRIVED', deliveryDueAt: null, dueAt: m.now + m.policy.readyBySeconds * 1000 });
  return missing;
}

export function endStop(m: Model, stop: StopModel, to: 'AGREED' | 'UNANSWERED'): void {
  const part = partOf(m, stop.partId) as PartModel;
  stop.status = to;
  for (const { lineId, quantity } of stop.lines) {
    const row = held(part).find((r) => r.lineId === lineId);
    if (!row) continue;
    const units = Math.min(quantity, row.quantity);
    takeOff(m, part, { row, units, to: 'CANCELLED' });
    if (to === 'UNANSWERED') set(m, part, { sku: row.sku, units, as: 'inDoubt' });
  }
  closeEmpty(m);
}
/** The parcel had left: the answer is the hand-over. */
export function refuseStop(
  m: Model,
  stop: StopModel,
  { numbered, typed }: { numbered: boolean; typed: boolean },
): void {
  const part = partOf(m, stop.partId) as PartModel;
  stop.status = 'REFUSED';
  if (part.labels.some((l) => l.status === 'HANDED_OVER')) handOver(m, part, 'SHIPPED');
  else leave(m, part, numbered, typed);
  if (stop.notice) ask(m, 'CANCELLED_AFTER_SHIP', part.id);
}

export function cancelUnrouted(m: Model): void {
  for (const l of m.lines) {
    l.refundable += l.unrouted + l.reshipDue;
    l.cancelled += l.unrouted;
    l.unrouted = l.reshipDue = 0;
  }
}

/**
 * As much as asked, from where it is: what has no location, what stops at once, what its location must stop, what has
 * left.
 */
export function cancelLine(m: Model, { lineId, quantity }: LineQuantity, notice: boolean): Record<string, number> {
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
  const rows = m.parts.filter(inShop).flatMap((part) =>
    held(part)
      .filter((r) => r.lineId === lineId)
      .map((row) => ({ part, row })),
  );
  for (const { part, row } of rows)
    if (part.status === 'OPEN' || part.method === 'STORE_PICKUP') {
      const units = took(Math.min(left, row.quantity), 'CANCELLED');
      if (units > 0) takeOff(m, part, { row, units, to: 'CANCELLED' });
    }
  for (const { part, row } of rows)
    if (part.status === 'IN_PROGRESS' && part.method === 'HOME_DELIVERY') {
      const units = took(Math.min(left, row.quantity), 'INTERCEPT');
      if (units > 0) stopPart(m, part, { lineId, quantity: units, most: row.quantity, notice });
    }
  took(Math.min(left, line.fulfilled), 'USE_RETURN');
  took(left, 'ALREADY_CANCELLED');
  return became;
}

function stopPart(
  m: Model,
  part: PartModel,
  { lineId, quantity, most, notice }: LineQuantity & { most: number; notice: boolean },
): void {
  let stop = openStop(m, part.id);
  if (!stop)
    m.stops.push(
      (stop = {
        id: `c${m.stops.length + 1}`,
        partId: part.id,
        status: 'REQUESTED',
        notice,
        dueAt: m.now + m.policy.interceptSeconds * 1000,
        lines: [],
      }),
    );
  const asked = stop.lines.find((l) => l.lineId === lineId);
  if (asked) asked.quantity = Math.min(most, asked.quantity + quantity);
  else stop.lines.push({ lineId, quantity });
}

/** The parcel's price goes back, or the same goods once more. */
export function writeOff(m: Model, part: PartModel, how: 'refundable' | 'reshipDue'): void {
  if (!['SHIPPED', 'RETURNING', 'LOST'].includes(part.status)) return;
  part.status = 'WRITTEN_OFF';
  for (const row of part.rows) if (row.state === 'COMMITTED') lineOf(m, row.lineId)[how] += row.quantity;
  if (how === 'reshipDue') m.wish.byOperator = true;
}
export function comeBack(m: Model, part: PartModel): void {
  if (!['SHIPPED', 'RETURNING', 'LOST'].includes(part.status)) return;
  part.status = 'RETURNED';
  answer(m, part.id, 'PARCEL_SILENT', 'PARCEL_LOST');
  for (const row of part.rows) {
    if (row.state !== 'COMMITTED') continue;
    shelfOf(m, part.at, row.sku).onHand += row.quantity;
    lineOf(m, row.lineId).refundable += row.quantity;
  }
}

/** Cash that nobody has reported for goods that are with the buyer. */
export const askForCash = (m: Model, part: PartModel): void => {
  if (m.payments.some((p) => p.status === 'ON_DELIVERY')) ask(m, 'COD_UNPAID', part.id);
};

export const newRefund = (m: Model, paymentId: string, amount: number): void => {
  const status: RefundStatus = m.policy.refundBy === 'CHANNEL' ? 'SUCCEEDED' : 'REQUESTED';
  if (amount > 0) m.refunds.push({ id: `r${m.refunds.length + 1}`, paymentId, amount, status });
};

/**
 * Whatever is owed on a captured payment is asked back: per unit the floor of its share, shipping when nothing is left
 * of the order.
 */
export function payBack(m: Model): void {
  const nothingLeft = m.lines.every((l) => l.cancelled === l.quantity);
  for (const payment of m.payments) {
    if (payment.status !== 'CAPTURED') continue;
    let due = 0;
    for (const share of payment.shares) {
      const line = m.lines.find((l) => l.id === share.lineId);
      const owed = line ? Math.floor((share.amount * line.refundable) / line.quantity) : nothingLeft ? share.amount : 0;
      const more = Math.max(0, owed - share.asked);
      share.asked += more;
      due += more;
    }
    newRefund(m, payment.id, due);
  }
}

/** An amount given by hand eats the shares in their order. */
export function payByHand(m: Model, paymentId: string, amount: number): void {
  let left = amount;
  for (const share of m.payments.find((p) => p.id === paymentId)?.shares ?? []) {
    const part = Math.min(left, Math.max(0, share.amount - share.asked));
    share.asked += part;
    left -= part;
  }
  newRefund(m, paymentId, amount);
}
