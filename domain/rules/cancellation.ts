// Cancellation: each quantity is handled by where it is.
import { found, fulfillmentOf, linesOf, move, note, raiseAttention, type Change } from '../order/change.ts';
import { closeFulfillment, lineOf, ship, removeQuantity } from '../steps/fulfillment.ts';
import { nextId } from '../order/ids.ts';
import type { CancelOutcome } from '../order/answers.ts';
import type { Messages } from '../order/messages.ts';
import { addOpenSeconds } from '../values/time.ts';
import type { Cancellation, FulfillmentOrder, Order } from '../order/order.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import { requestRefunds } from '../steps/refunds.ts';
import type { Rules } from '../order/rule.ts';
import { isBeforeHandOver } from '../order/states.ts';
import { isGone, type OrderView } from '../order/view.ts';
import { labelFor } from '../steps/labels.ts';
import type { LineQuantity } from '../values/quantity.ts';
import { moveStock } from '../steps/stock-moves.ts';

function refuseCancel(view: OrderView, { kind, lines }: Messages['cancel']): Refusal | null {
  for (const [i, asked] of (lines ?? []).entries()) {
    const line = view.lines.find((l) => l.id === asked.lineId);
    if (!line) return refusal('UNKNOWN_LINE', `lines[${i}].lineId: the order has no line ${asked.lineId}`);
    if (asked.quantity > line.quantity)
      return refusal('QUANTITY_INVALID', `lines[${i}].quantity: line ${line.id} has ${line.quantity}`);
  }
  if (kind === 'NOTICE') return null;
  const asked = lines === null ? view.lines : view.lines.filter((l) => lines.some((a) => a.lineId === l.id));
  return asked.every((l) => l.fulfilled > 0 && isGone(view, l))
    ? refusal('USE_RETURN', 'the goods have left or were collected: ask for a return')
    : null;
}

/** Cancels quantities that no location can serve, with their gifts and refunds, because the routing profile says so. */
export function cancelUnserved(change: Change, { lines, reason }: { lines: LineQuantity[]; reason: string }): void {
  cancel(change, { kind: 'REQUEST', lines, reason });
}

function cancel(change: Change, body: Messages['cancel']): { outcomes: CancelOutcome[] } {
  const outcomes = withGifts(change.order, body.lines).flatMap((asked) => cancelLine(change, { ...asked, body }));
  closeEmptyFulfillments(change, body.reason);
  if (body.kind === 'NOTICE' && outcomes.some((o) => o.became === 'USE_RETURN')) {
    raiseAttention(change, {
      reason: 'CANCELLED_AFTER_SHIP',
      owner: 'OPERATOR',
      detail: 'the channel has cancelled what has left already: ask the carrier or the buyer for it',
    });
  }
  requestRefunds(change, `cancel ${change.cause}`);
  return { outcomes };
}

/** The requested quantities, and pro rata the gifts that belong to a paid line. */
function withGifts(order: Order, lines: LineQuantity[] | null): LineQuantity[] {
  if (lines === null) return order.lines.map((l) => ({ lineId: l.id, quantity: l.quantity }));
  const gifts = order.lines.flatMap((gift) => {
    const paid = order.lines.find((l) => l.id === gift.giftForLineId);
    const asked = lines.find((l) => l.lineId === gift.giftForLineId);
    if (!paid || !asked || lines.some((l) => l.lineId === gift.id)) return [];
    const share = (units: number): number => Math.floor((gift.quantity * units) / paid.quantity);
    return [
      {
        lineId: gift.id,
        quantity: share(Math.min(paid.quantity, paid.cancelled + asked.quantity)) - share(paid.cancelled),
      },
    ];
  });
  return [...lines, ...gifts];
}

function cancelLine(
  change: Change,
  { lineId, quantity, body }: LineQuantity & { body: Messages['cancel'] },
): CancelOutcome[] {
  const line = lineOf(change, lineId);
  const outcomes: CancelOutcome[] = [];
  let left = quantity;
  const took = (units: number, became: CancelOutcome['became'], cancellationId?: string): void => {
    if (units > 0) outcomes.push({ lineId, quantity: units, became, ...(cancellationId ? { cancellationId } : {}) });
    left -= units;
  };
  const unrouted = Math.min(left, line.unrouted);
  line.unrouted -= unrouted;
  line.cancelled += unrouted;
  line.refundable += unrouted;
  took(unrouted, 'CANCELLED');
  const again = Math.min(left, line.reshipDue); // lost and not to be sent again: its price is refunded
  line.reshipDue -= again;
  line.refundable += again;
  took(again, 'CANCELLED');
  for (const row of stoppable(change, lineId)) {
    const units = Math.min(left, row.quantity);
    if (units === 0) break;
    removeQuantity(change, row, { quantity: units, disposition: 'CANCELLED' });
    took(units, 'CANCELLED');
  }
  for (const { fo, row } of interceptable(change, lineId)) {
    const units = Math.min(left, row.quantity);
    if (units > 0) took(units, 'INTERCEPT', intercept(change, fo, { lineId, quantity: units, body }).id);
  }
  took(Math.min(left, line.fulfilled), 'USE_RETURN');
  took(left, 'ALREADY_CANCELLED');
  return outcomes;
}

/** Lines that stop at once: offered ones, and pickups that are not collected yet. */
const stoppable = (change: Change, lineId: string) =>
  change.order.fulfillmentLines.filter((row) => {
    const fo = fulfillmentOf(change.order, row.fulfillmentOrderId);
    return (
      row.lineId === lineId &&
      row.reservation === 'HELD' &&
      (fo.status === 'OPEN' || (fo.method === 'STORE_PICKUP' && isBeforeHandOver(fo.status)))
    );
  });

/** Lines in the work of their location, which only it can stop; those of pickups have been stopped before. */
const interceptable = (change: Change, lineId: string) =>
  change.order.fulfillmentLines
    .filter((row) => row.lineId === lineId && row.reservation === 'HELD')
    .map((row) => ({ row, fo: fulfillmentOf(change.order, row.fulfillmentOrderId) }))
    .filter(({ fo }) => fo.status === 'IN_PROGRESS');

/** Asks the location to stop; an FO has one intercept at a time, and later requests add to it. */
function intercept(
  change: Change,
  fo: FulfillmentOrder,
  ask: LineQuantity & { body: Messages['cancel'] },
): Cancellation {
  const open = change.order.cancellations.find((c) => c.fulfillmentOrderId === fo.id && c.status === 'REQUESTED');
  const target = open ?? openIntercept(change, fo, ask.body);
  const line = target.lines.find((l) => l.lineId === ask.lineId);
  const most = linesOf(change.order, fo.id)
    .filter((l) => l.lineId === ask.lineId && l.reservation === 'HELD')
    .reduce((sum, l) => sum + l.quantity, 0);
  if (line) line.quantity = Math.min(most, line.quantity + ask.quantity);
  else target.lines.push({ lineId: ask.lineId, quantity: ask.quantity });
  return target;
}

function openIntercept(change: Change, fo: FulfillmentOrder, body: Messages['cancel']): Cancellation {
  const id = nextId(change.order, 'cancellations');
  const seconds = change.policy.interceptSeconds;
  const dueAt = addOpenSeconds(change.openIntervals(fo.locationId), change.at, seconds) ?? change.at + seconds * 1000;
  const cancellation: Cancellation = {
    id,
    kind: body.kind,
    fulfillmentOrderId: fo.id,
    status: 'REQUESTED',
    reason: body.reason,
    requestedAt: change.at,
    dueAt,
    answeredAt: null,
    trackingNumber: null,
    lines: [],
  };
  change.order.cancellations.push(cancellation);
  note(change, { machine: 'CANCELLATION', subjectId: id, from: null, to: 'REQUESTED', detail: body.reason });
  return cancellation;
}

/** Closes FOs that have no reserved line left. */
export function closeEmptyFulfillments(change: Change, reason: string): void {
  for (const fo of change.order.fulfillmentOrders) {
    if (!isBeforeHandOver(fo.status) || linesOf(change.order, fo.id).some((l) => l.reservation === 'HELD')) continue;
    const detail =
      fo.status === 'IN_TRANSIT'
        ? 'the goods are on their way: receive them, and put them on the shelf'
        : 'put the goods back on the shelf';
    if (fo.status !== 'OPEN') note(change, { machine: 'NOTE', subjectId: fo.id, from: null, to: 'PUT BACK', detail });
    closeFulfillment(change, fo, { to: 'CANCELLED', disposition: 'CANCELLED', reason });
  }
}

/**
 * Ends an intercept. AGREED: the goods stay. UNANSWERED: they are cancelled and in doubt until counted. REFUSED: they
 * have left.
 */
export function closeCancellation(
  change: Change,
  cancellation: Cancellation,
  end: { to: 'AGREED' | 'UNANSWERED' | 'REFUSED'; carrier?: string | null; trackingNumber?: string | null },
): void {
  const fo = fulfillmentOf(change.order, cancellation.fulfillmentOrderId);
  move(change, { machine: 'CANCELLATION', row: cancellation, to: end.to, detail: end.trackingNumber ?? null });
  Object.assign(cancellation, { answeredAt: change.at, trackingNumber: end.trackingNumber ?? null });
  if (end.to !== 'AGREED')
    change.performance.push({
      locationId: fo.locationId,
      event: end.to === 'REFUSED' ? 'INTERCEPT_REFUSED' : 'INTERCEPT_UNANSWERED',
    });
  if (end.to === 'REFUSED') return shipDespiteIntercept(change, fo, { ...end, notice: cancellation.kind === 'NOTICE' });
  for (const { lineId, quantity } of cancellation.lines) {
    const row = linesOf(change.order, fo.id).find((l) => l.lineId === lineId && l.reservation === 'HELD');
    if (!row) continue;
    const units = Math.min(quantity, row.quantity);
    removeQuantity(change, row, { quantity: units, disposition: 'CANCELLED' });
    if (end.to === 'UNANSWERED') moveStock(change, { kind: 'IN_DOUBT', row, quantity: units });
  }
  closeEmptyFulfillments(change, cancellation.reason);
  requestRefunds(change, `intercept ${cancellation.id}`);
}

function shipDespiteIntercept(
  change: Change,
  fo: FulfillmentOrder,
  how: { carrier?: string | null; trackingNumber?: string | null; notice: boolean },
): void {
  const known = change.order.waybills.some((w) => w.fulfillmentOrderId === fo.id && w.status === 'HANDED_OVER');
  if (!known)
    move(change, {
      machine: 'WAYBILL',
      row: labelFor(change, fo, { carrier: how.carrier ?? null, trackingNumber: how.trackingNumber ?? null }),
      to: 'HANDED_OVER',
    });
  ship(change, fo);
  if (how.notice)
    raiseAttention(change, {
      reason: 'CANCELLED_AFTER_SHIP',
      owner: 'OPERATOR',
      subjectId: fo.id,
      detail: 'the channel has cancelled, the parcel has left: ask the carrier for it',
    });
}

/** Cancels and refunds all quantities without a location: the last resort for an order that no location serves. */
export function cancelUnrouted(change: Change, reason: string): void {
  for (const line of change.order.lines) {
    line.cancelled += line.unrouted;
    line.refundable += line.unrouted + line.reshipDue;
    Object.assign(line, { unrouted: 0, reshipDue: 0 });
  }
  note(change, { machine: 'NOTE', subjectId: change.order.id, from: null, to: 'UNROUTED CANCELLED', detail: reason });
  requestRefunds(change, `${reason} ${change.cause}`);
}

const refuseUnlessOpen = (view: OrderView, id: string): Refusal | null => {
  const cancellation = view.cancellations.find((c) => c.id === id);
  if (!cancellation) return refusal('UNKNOWN_PART', 'there is no such cancellation');
  return cancellation.status === 'REQUESTED'
    ? null
    : refusal('CANCELLATION_CLOSED', `the cancellation is closed: ${cancellation.status}`);
};

export const cancellationRules: Rules<'cancel' | 'agreeIntercept' | 'refuseIntercept'> = {
  cancel: { refuse: refuseCancel, apply: cancel },
  agreeIntercept: {
    refuse: (view, body) => refuseUnlessOpen(view, body.cancellationId),
    apply: (change, { cancellationId }) => {
      closeCancellation(change, found(change.order.cancellations, cancellationId), { to: 'AGREED' });
      return { status: 'AGREED' };
    },
  },
  refuseIntercept: {
    refuse: (view, { cancellationId, trackingNumber }) => {
      const refused = refuseUnlessOpen(view, cancellationId);
      if (refused) return refused;
      const fo = view.fulfillmentOrders.find(
        (f) => f.id === view.cancellations.find((c) => c.id === cancellationId)?.fulfillmentOrderId,
      );
      return trackingNumber === null && !fo?.waybill?.trackingNumber
        ? refusal('WAYBILL_MISSING', 'trackingNumber: the parcel has left, so say with which number')
        : null;
    },
    apply: (change, { cancellationId, carrier, trackingNumber }) => {
      closeCancellation(change, found(change.order.cancellations, cancellationId), {
        to: 'REFUSED',
        carrier,
        trackingNumber,
      });
      return { status: 'REFUSED' };
    },
  },
};
