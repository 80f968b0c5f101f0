// Deadlines that pass. A timer that fires early (clocks differ) changes nothing and is set again.
import { found, fulfillmentOf, move, raiseAttention, type Change } from '../order/change.ts';
import { closeFulfillment, removeQuantity } from '../steps/fulfillment.ts';
import type { Messages } from '../order/messages.ts';
import type { Rules } from '../order/rule.ts';
import { requestChoiceForLateArrival } from '../steps/ship-to-store.ts';
import { cancelUnrouted, closeCancellation, closeEmptyFulfillments } from './cancellation.ts';
import { releaseHold } from './holds.ts';
import { expireOffer } from './offers.ts';
import { expirePickup } from './pickup.ts';
import type { Instant } from '../values/time.ts';
import type { WaitKind } from '../order/wait.ts';
import { lateReason, isInHand, lateArrivals } from '../order/fulfillment-order.ts';

const toleranceMs = 1000;
const reached = (change: Change, dueAt: Instant | null): boolean => dueAt !== null && dueAt <= change.at + toleranceMs;

const deadlineActions: Partial<Record<WaitKind, (change: Change, subjectId: string) => void>> = {
  OFFER: (change, id) => {
    const offer = found(change.order.offers, id);
    if (offer.status === 'OFFERED' && reached(change, offer.deadlineAt)) expireOffer(change, id);
  },
  HOLD: (change, id) => {
    const hold = found(change.order.holds, id);
    if (hold.releasedAt !== null || !reached(change, hold.dueAt)) return;
    if (hold.dueAction === 'CANCEL') cancelHeld(change, hold.key);
    releaseHold(change, hold.key, `deadline passed: ${hold.dueAction ?? 'RELEASE'}`);
  },
  SHIP_LATE: (change, id) => raiseLate(change, id, 'SHIP_LATE'),
  READY_LATE: (change, id) => raiseLate(change, id, 'READY_LATE'),
  PICKUP_EXPIRY: (change, id) => {
    const fo = fulfillmentOf(change.order, id);
    if (fo.status === 'READY_FOR_PICKUP' && reached(change, fo.pickupExpiresAt)) expirePickup(change, id);
  },
  PARCEL_SILENT: (change, id) => {
    const fo = fulfillmentOf(change.order, id);
    if ((fo.status === 'SHIPPED' || fo.status === 'RETURNING') && reached(change, fo.deliveryDueAt))
      raiseAttention(change, {
        reason: 'PARCEL_SILENT',
        owner: 'OPERATOR',
        subjectId: id,
        detail: 'the carrier has said nothing within the delivery time: ask it',
      });
  },
  ARRIVAL_LATE: (change, id) => {
    const fo = fulfillmentOf(change.order, id);
    if (fo.status === 'IN_TRANSIT' && reached(change, fo.deliveryDueAt)) requestChoiceForLateArrival(change, fo);
  },
  BUYER_CHOICE: (change) => {
    if (!reached(change, change.order.buyerChoiceDueAt)) return;
    const reason = 'the buyer did not choose in time';
    for (const fo of lateArrivals(change.order))
      closeFulfillment(change, fo, { to: 'CANCELLED', disposition: 'CANCELLED', reason });
    cancelUnrouted(change, reason);
  },
  INTERCEPT: endUnansweredIntercept,
};

function raiseLate(change: Change, fulfillmentOrderId: string, reason: 'SHIP_LATE' | 'READY_LATE'): void {
  const fo = fulfillmentOf(change.order, fulfillmentOrderId);
  // the timer may belong to an earlier state
  if (!isInHand(fo) || reason !== lateReason(fo) || !reached(change, fo.dueAt)) return;
  const isNew = raiseAttention(change, {
    reason,
    owner: 'STORE',
    subjectId: fo.id,
    detail: `${fo.locationId} accepted and has not ${reason === 'SHIP_LATE' ? 'shipped' : 'got it ready'} in time`,
  });
  if (isNew)
    change.performance.push({
      locationId: fo.locationId,
      event: reason === 'SHIP_LATE' ? 'SHIPPED_LATE' : 'PICKUP_LATE',
    });
}

/** A hold whose deadline action is CANCEL cancels everything that is not accepted yet. */
function cancelHeld(change: Change, key: string): void {
  for (const row of change.order.fulfillmentLines) {
    const fo = fulfillmentOf(change.order, row.fulfillmentOrderId);
    if (fo.status === 'OPEN' && row.reservation === 'HELD')
      removeQuantity(change, row, { quantity: row.quantity, disposition: 'CANCELLED' });
  }
  closeEmptyFulfillments(change, `hold ${key} ran out`);
  cancelUnrouted(change, `hold ${key} ran out`);
}

/**
 * Ends an intercept without an answer: a label is voided first, and the carrier's answer decides; without a label the
 * goods have stayed.
 */
function endUnansweredIntercept(change: Change, cancellationId: string): void {
  const cancellation = found(change.order.cancellations, cancellationId);
  if (cancellation.status !== 'REQUESTED' || !reached(change, cancellation.dueAt)) return;
  const label = change.order.waybills.findLast(
    (w) =>
      w.fulfillmentOrderId === cancellation.fulfillmentOrderId && (w.status === 'CREATED' || w.status === 'VOIDING'),
  );
  if (label?.status === 'CREATED') move(change, { machine: 'WAYBILL', row: label, to: 'VOIDING' });
  if (!label) closeCancellation(change, cancellation, { to: 'UNANSWERED' });
}

export const deadlineRules: Rules<'deadlinePassed'> = {
  deadlinePassed: {
    refuse: () => null,
    apply: (change, { kind, subjectId }: Messages['deadlinePassed']) => {
      deadlineActions[kind]?.(change, subjectId);
      return null;
    },
  },
};
