// Labels and parcels: the carrier's reports, and the three ways out of a failed label.
import {
  found,
  fulfillmentOf,
  linesOf,
  move,
  note,
  raiseAttention,
  resolveAttention,
  type Change,
} from '../order/change.ts';
import { lineOf, ship } from '../steps/fulfillment.ts';
import type { Answers } from '../order/answers.ts';
import type { Messages } from '../order/messages.ts';
import type { FulfillmentOrder, Waybill } from '../order/order.ts';
import { refusal } from '../order/refusals.ts';
import { requestRefunds } from '../steps/refunds.ts';
import type { Rules } from '../order/rule.ts';
import { isBeforeHandOver } from '../order/states.ts';
import type { OrderView } from '../order/view.ts';
import { carrierFor, dropWaybill, nextCarrierFor, requestWaybill, enterTrackingNumber } from '../steps/labels.ts';
import { closeCancellation } from './cancellation.ts';
import { raiseUnpaidCash } from '../steps/captures.ts';
import { moveStock } from '../steps/stock-moves.ts';

const refuseUnlessInProgress = (view: OrderView, id: string) => {
  const fo = view.fulfillmentOrders.find((f) => f.id === id);
  if (!fo) return refusal('UNKNOWN_PART', 'there is no such fulfillment order');
  return fo.status === 'IN_PROGRESS' && fo.method === 'HOME_DELIVERY'
    ? null
    : refusal('WRONG_STATE', `the fulfillment order is ${fo.status}`);
};

export const shippingRules: Rules<
  'setWaybill' | 'voidWaybill' | 'track' | 'waybillCreated' | 'waybillFailed' | 'waybillVoided'
> = {
  setWaybill: {
    refuse: (view, { fulfillmentOrderId: id }) => refuseUnlessInProgress(view, id),
    apply: (change, { fulfillmentOrderId, carrier, trackingNumber }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      dropWaybill(change, fo.id);
      if (trackingNumber !== null) enterTrackingNumber(change, fo, { carrier, trackingNumber });
      else requestWaybill(change, fo, carrier ?? carrierFor(change, fo));
      resolveAttention(change, { reasons: ['LABEL_FAILED'], resolution: 'another label', subjectId: fo.id });
      return { waybill: trackingNumber ?? 'REQUESTED' };
    },
  },
  voidWaybill: {
    refuse: (view, { fulfillmentOrderId: id }) =>
      refuseUnlessInProgress(view, id) ??
      (view.fulfillmentOrders.find((f) => f.id === id)?.waybill?.status === 'CREATED'
        ? null
        : refusal('WAYBILL_STATE', 'there is no valid label to void')),
    apply: (change, { fulfillmentOrderId }) => {
      dropWaybill(change, fulfillmentOrderId);
      return { waybill: 'VOIDING' };
    },
  },
  track: {
    refuse: (view, { waybillId }) =>
      view.fulfillmentOrders.some((f) => f.waybill?.id === waybillId)
        ? null
        : refusal('UNKNOWN_PART', 'no parcel travels with this label any more'),
    apply: (change, body) => recordTracking(change, body),
  },
  waybillCreated: { refuse: () => null, apply: waybillCreated },
  waybillFailed: { refuse: () => null, apply: waybillFailed },
  waybillVoided: { refuse: () => null, apply: waybillVoided },
};

function waybillCreated(change: Change, { waybillId, trackingNumber }: Messages['waybillCreated']): null {
  const waybill = found(change.order.waybills, waybillId);
  if (waybill.status !== 'REQUESTED') return null;
  waybill.trackingNumber = trackingNumber;
  move(change, { machine: 'WAYBILL', row: waybill, to: 'CREATED', detail: trackingNumber });
  if (!isAwaited(change, waybill)) move(change, { machine: 'WAYBILL', row: waybill, to: 'VOIDING' });
  return null;
}

function waybillFailed(change: Change, { waybillId, detail }: Messages['waybillFailed']): null {
  const waybill = found(change.order.waybills, waybillId);
  if (waybill.status !== 'REQUESTED') return null;
  waybill.detail = detail;
  move(change, { machine: 'WAYBILL', row: waybill, to: 'FAILED', detail });
  const fo = fulfillmentOf(change.order, waybill.fulfillmentOrderId);
  const awaited = isAwaited(change, waybill);
  const next = awaited ? nextCarrierFor(change, fo) : null;
  if (next !== null || !awaited) move(change, { machine: 'WAYBILL', row: waybill, to: 'VOIDED' });
  else
    raiseAttention(change, {
      reason: 'LABEL_FAILED',
      owner: 'STORE',
      subjectId: fo.id,
      detail: `${detail}: choose another carrier, type a number in, or give the order up`,
    });
  if (next !== null) requestWaybill(change, fo, next);
  return null;
}

/** Says whether the label is still needed: the goods have not left, and no newer label replaces it. */
function isAwaited(change: Change, { id, fulfillmentOrderId }: Waybill): boolean {
  const last = change.order.waybills.findLast((w) => w.fulfillmentOrderId === fulfillmentOrderId);
  return last?.id === id && isBeforeHandOver(fulfillmentOf(change.order, fulfillmentOrderId).status);
}

/** The number of a label that was made; throws for one that was not. */
function numberOf({ id, trackingNumber }: Waybill): string {
  if (trackingNumber === null) throw new Error(`the label ${id} has no number`);
  return trackingNumber;
}

/**
 * Books the carrier's answer to a void, which decides an unanswered intercept: voided, the goods have stayed; with the
 * carrier, they have left.
 */
function waybillVoided(change: Change, { waybillId, withCarrier }: Messages['waybillVoided']): null {
  const waybill = found(change.order.waybills, waybillId);
  if (waybill.status !== 'VOIDING') return null;
  move(change, { machine: 'WAYBILL', row: waybill, to: withCarrier ? 'HANDED_OVER' : 'VOIDED' });
  const fo = fulfillmentOf(change.order, waybill.fulfillmentOrderId);
  const open = change.order.cancellations.find((c) => c.fulfillmentOrderId === fo.id && c.status === 'REQUESTED');
  if (open && (withCarrier || open.dueAt <= change.at))
    closeCancellation(change, open, {
      to: withCarrier ? 'REFUSED' : 'UNANSWERED',
      trackingNumber: waybill.trackingNumber,
    });
  else if (withCarrier && !isBeforeHandOver(fo.status))
    raiseAttention(change, {
      reason: 'VOID_FAILED',
      owner: 'OPERATOR',
      subjectId: fo.id,
      detail: `the carrier has parcel ${numberOf(waybill)} of a closed fulfillment order: ask it back`,
    });
  else if (withCarrier) ship(change, fo);
  return null;
}

/**
 * Books a carrier event on our label. DELIVERED before SHIPPED books both; an event older than the current state is
 * only noted in the timeline.
 */
function recordTracking(change: Change, { waybillId, event, at }: Messages['track']): Answers['track'] {
  const waybill = found(change.order.waybills, waybillId);
  const fo = fulfillmentOf(change.order, waybill.fulfillmentOrderId);
  note(change, {
    machine: 'NOTE',
    subjectId: waybill.id,
    from: null,
    to: `CARRIER ${event}`,
    detail: new Date(at).toISOString(),
  });
  if (fo.status === 'IN_PROGRESS') {
    if (waybill.status === 'VOIDING' || waybill.status === 'CREATED')
      move(change, { machine: 'WAYBILL', row: waybill, to: 'HANDED_OVER' });
    const open = change.order.cancellations.find((c) => c.fulfillmentOrderId === fo.id && c.status === 'REQUESTED');
    if (open) closeCancellation(change, open, { to: 'REFUSED', trackingNumber: waybill.trackingNumber });
    else ship(change, fo);
  }
  if (event === 'DELIVERED' && (fo.status === 'SHIPPED' || fo.status === 'LOST')) markDelivered(change, fo, at);
  if (event === 'RETURNING' && fo.status === 'SHIPPED') markReturning(change, fo);
  if (event === 'RETURNED') markReturned(change, fo);
  if (event === 'LOST' && (fo.status === 'SHIPPED' || fo.status === 'RETURNING')) markLost(change, fo);
  return { status: fo.status };
}

function markDelivered(change: Change, fo: FulfillmentOrder, at: number): void {
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'DELIVERED' });
  Object.assign(fo, { deliveredAt: at, closedAt: change.at });
  resolveAttention(change, { reasons: ['PARCEL_SILENT', 'PARCEL_LOST'], resolution: 'delivered', subjectId: fo.id });
  raiseUnpaidCash(change, fo.id);
}

function markReturning(change: Change, fo: FulfillmentOrder): void {
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'RETURNING' });
  fo.deliveryDueAt = change.at + change.policy.deliverySeconds * 1000;
}

/** Books a parcel that was refused at the door and came back: its goods are in stock again, its price is refunded. */
function markReturned(change: Change, fo: FulfillmentOrder): void {
  if (fo.status === 'SHIPPED') markReturning(change, fo);
  if (fo.status !== 'RETURNING' && fo.status !== 'LOST') return;
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'RETURNED' });
  fo.closedAt = change.at;
  for (const row of linesOf(change.order, fo.id)) {
    if (row.reservation !== 'COMMITTED') continue;
    moveStock(change, { kind: 'RETURN', row });
    lineOf(change, row.lineId).refundable += row.quantity;
  }
  resolveAttention(change, { reasons: ['PARCEL_SILENT', 'PARCEL_LOST'], resolution: 'returned', subjectId: fo.id });
  requestRefunds(change, `returned ${fo.id}`);
}

function markLost(change: Change, fo: FulfillmentOrder): void {
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'LOST' });
  resolveAttention(change, { reasons: ['PARCEL_SILENT'], resolution: 'lost', subjectId: fo.id });
  raiseAttention(change, {
    reason: 'PARCEL_LOST',
    owner: 'OPERATOR',
    subjectId: fo.id,
    detail: 'the carrier lost the parcel: refund or reship',
  });
}
