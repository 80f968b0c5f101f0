// The location's work on an accepted FO: ready, ship, give up; and an operator who revokes it.
import { fulfillmentOf, linesOf, move, note, offerOf, type Change } from '../order/change.ts';
import { closeFulfillment, exclude, returnQuota, ship, removeQuantity } from '../steps/fulfillment.ts';
import type { FulfillmentOrder } from '../order/order.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import { bookArrival, requestBuyerChoice, dispatchToStore } from '../steps/ship-to-store.ts';
import type { FulfillmentView, OrderView } from '../order/view.ts';
import { labelFor } from '../steps/labels.ts';
import { issueCode } from './pickup.ts';
import type { RefusalReason } from '../values/reasons.ts';
import type { LineQuantity } from '../values/quantity.ts';
import { isToBeSentOn, hasBeenSentOn, isInHand } from '../order/fulfillment-order.ts';
import { bookRefusedStock } from '../steps/stock-moves.ts';

/** The FO with this id in the view, if there is one. */
export const fulfillmentIn = (view: OrderView, id: string): FulfillmentView | undefined =>
  view.fulfillmentOrders.find((f) => f.id === id);

/** Refuses while an intercept is open or the order is on hold. */
export function refuseWhileStopped(view: OrderView, fulfillmentOrderId: string): Refusal | null {
  if (view.cancellations.some((c) => c.fulfillmentOrderId === fulfillmentOrderId && c.status === 'REQUESTED'))
    return refusal('CANCELLATION_PENDING', 'a cancellation waits for your answer: agree or refuse it first');
  return view.holds.length > 0 ? refusal('ORDER_ON_HOLD', `the order is on hold: ${view.holds.join(', ')}`) : null;
}

function refuseUnlessAccepted(view: OrderView, id: string): Refusal | null {
  const fo = fulfillmentIn(view, id);
  if (!fo) return refusal('UNKNOWN_PART', 'there is no such fulfillment order');
  return fo.status === 'IN_PROGRESS'
    ? null
    : refusal('WRONG_STATE', `the fulfillment order is ${fo.status}, not IN_PROGRESS`);
}

/** Refuses unless the buyer collects the goods here and they are here. */
function refuseUnlessPreparable(view: OrderView, id: string): Refusal | null {
  const fo = fulfillmentIn(view, id);
  if (fo?.status === 'ARRIVED') return null;
  if (fo?.status === 'IN_PROGRESS' && fo.toBeSentOn)
    return refusal('WRONG_METHOD', 'the buyer collects it at another store: ship it there');
  return (
    refuseUnlessAccepted(view, id) ??
    (fo?.method === 'STORE_PICKUP' ? null : refusal('WRONG_METHOD', 'only for STORE_PICKUP'))
  );
}

/** Refuses unless the goods go to the buyer, or to the store where the buyer collects them. */
function refuseUnlessShippable(view: OrderView, id: string): Refusal | null {
  const fo = fulfillmentIn(view, id);
  return (
    refuseUnlessAccepted(view, id) ??
    (fo?.method === 'HOME_DELIVERY' || fo?.toBeSentOn ? null : refusal('WRONG_METHOD', 'only for HOME_DELIVERY'))
  );
}

/** Refuses a delivery without a label; goods for another store need none. */
function refuseWithoutLabel(view: OrderView, id: string, trackingNumber: string | null): Refusal | null {
  const fo = fulfillmentIn(view, id);
  if (fo?.toBeSentOn || trackingNumber !== null || fo?.waybill?.status === 'CREATED') return null;
  return refusal('WAYBILL_MISSING', 'there is no label yet: wait for it or give carrier and trackingNumber');
}

/** Refuses to give up goods that have left, or more than the FO has. */
function refuseGiveUp(
  view: OrderView,
  body: { fulfillmentOrderId: string; lines: LineQuantity[] | null },
): Refusal | null {
  const fo = fulfillmentIn(view, body.fulfillmentOrderId);
  if (!fo) return refusal('UNKNOWN_PART', 'there is no such fulfillment order');
  if (!isInHand(fo) && fo.status !== 'READY_FOR_PICKUP')
    return refusal('WRONG_STATE', `the fulfillment order is ${fo.status}`);
  for (const [i, l] of (body.lines ?? []).entries()) {
    const line = fo.lines.find((x) => x.lineId === l.lineId);
    if (!line) return refusal('UNKNOWN_LINE', `lines[${i}].lineId: not on this fulfillment order`);
    if (l.quantity > line.quantity)
      return refusal('QUANTITY_INVALID', `lines[${i}].quantity: at most ${line.quantity}`);
  }
  return refuseWhileStopped(view, fo.id);
}

/** Ends an accepted FO before hand-over; its quantities are routed again, or the buyer of a pickup is asked. */
export function endAccepted(change: Change, fo: FulfillmentOrder, reason: string): void {
  const rows = linesOf(change.order, fo.id).filter((l) => l.reservation === 'HELD');
  if (!hasBeenSentOn(fo)) {
    // otherwise the store gives up, not the supplier
    move(change, { machine: 'OFFER', row: offerOf(change.order, fo.id), to: 'GIVEN_UP', detail: reason });
    returnQuota(change, fo.id);
  }
  exclude(change, fo, { lineIds: rows.map((r) => r.lineId), reason });
  closeFulfillment(change, fo, { to: 'REROUTED', disposition: 'UNROUTED', reason });
  requestBuyerChoice(change, fo);
}

function giveUpPart(
  change: Change,
  fo: FulfillmentOrder,
  part: { lines: LineQuantity[]; reason: RefusalReason },
): void {
  for (const { lineId, quantity } of part.lines) {
    const row = linesOf(change.order, fo.id).find((l) => l.lineId === lineId && l.reservation === 'HELD');
    if (!row) continue;
    removeQuantity(change, row, { quantity: Math.min(quantity, row.quantity), disposition: 'UNROUTED' });
    bookRefusedStock(change, row, { reason: part.reason, quantity });
  }
  exclude(change, fo, { lineIds: part.lines.map((l) => l.lineId), reason: part.reason });
  note(change, { machine: 'NOTE', subjectId: fo.id, from: null, to: 'GAVE UP IN PART', detail: part.reason });
  requestBuyerChoice(change, fo);
}

function isWhole(change: Change, fo: FulfillmentOrder, lines: LineQuantity[]): boolean {
  return linesOf(change.order, fo.id)
    .filter((l) => l.reservation === 'HELD')
    .every(
      (row) => lines.filter((l) => l.lineId === row.lineId).reduce((sum, l) => sum + l.quantity, 0) >= row.quantity,
    );
}

export const storeWorkRules: Rules<'markReady' | 'ship' | 'receiveAtStore' | 'giveUp' | 'revokeAccepted'> = {
  markReady: {
    refuse: (view, { fulfillmentOrderId: id }) => refuseUnlessPreparable(view, id) ?? refuseWhileStopped(view, id),
    apply: (change, { fulfillmentOrderId }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'READY_FOR_PICKUP' });
      fo.readyAt = change.at;
      fo.pickupExpiresAt = change.at + change.policy.pickupStorageSeconds * 1000;
      issueCode(change, fo.id);
      return { status: fo.status };
    },
  },
  ship: {
    refuse: (view, { fulfillmentOrderId: id, trackingNumber }) =>
      refuseUnlessShippable(view, id) ?? refuseWhileStopped(view, id) ?? refuseWithoutLabel(view, id, trackingNumber),
    apply: (change, { fulfillmentOrderId, carrier, trackingNumber }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      if (isToBeSentOn(fo)) return dispatchToStore(change, fo, { carrier, trackingNumber });
      const waybill = labelFor(change, fo, { carrier, trackingNumber });
      move(change, { machine: 'WAYBILL', row: waybill, to: 'HANDED_OVER' });
      ship(change, fo);
      return { status: fo.status, trackingNumber: waybill.trackingNumber };
    },
  },
  receiveAtStore: {
    refuse: (view, { fulfillmentOrderId: id }) => {
      const fo = fulfillmentIn(view, id);
      if (!fo) return refusal('UNKNOWN_PART', 'there is no such fulfillment order');
      return fo.status === 'IN_TRANSIT'
        ? null
        : refusal(
            'WRONG_STATE',
            `the fulfillment order is ${fo.status}, not IN_TRANSIT: receive its goods as a transfer`,
          );
    },
    apply: (change, { fulfillmentOrderId, received }) =>
      bookArrival(change, fulfillmentOf(change.order, fulfillmentOrderId), received),
  },
  giveUp: {
    refuse: refuseGiveUp,
    apply: (change, { fulfillmentOrderId, reason, lines }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      change.performance.push({ locationId: fo.locationId, event: 'GAVE_UP' });
      if (reason === 'STORE_CLOSED') change.performance.push({ locationId: fo.locationId, event: 'CLOSED_NOW' });
      if (lines && !isWhole(change, fo, lines)) giveUpPart(change, fo, { lines, reason });
      else {
        const rows = linesOf(change.order, fo.id).filter((l) => l.reservation === 'HELD');
        endAccepted(change, fo, reason);
        for (const row of rows) bookRefusedStock(change, row, { reason, quantity: row.quantity });
      }
      return { status: fo.status };
    },
  },
  revokeAccepted: {
    refuse: (view, { fulfillmentOrderId: id }) =>
      refuseUnlessAccepted(view, id) ??
      refuseWhileStopped(view, id) ??
      (view.attentions.some((a) => a.reason === 'SHIP_LATE' && a.subjectId === id)
        ? null
        : refusal('WRONG_STATE', 'only a fulfillment order that is SHIP_LATE may be taken away')),
    apply: (change, { fulfillmentOrderId }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      endAccepted(change, fo, 'taken away by the operator');
      return { status: fo.status };
    },
  },
};
