// What the buyer chooses and what operators decide about an order that needs them.
import { found, fulfillmentOf, linesOf, move, note, raiseAttention, resolveAttention, type Change } from '../change.ts';
import { closeFulfillment, lineOf } from '../fulfillment.ts';
import type { Messages } from '../messages.ts';
import { requestRefunds, retryRefund } from '../refund.ts';
import { refusal, type Refusal } from '../refusals.ts';
import { becomeStandard } from '../same-day.ts';
import type { Rules } from '../rule.ts';
import { isInHand, lateArrivals, waitForArrivals } from '../ship-to-store.ts';
import type { AttentionReason, WaybillStatus } from '../states.ts';
import { requestWaybill } from '../waybill.ts';
import { cancelUnrouted } from './cancellation.ts';

type Action = (change: Change, subjectId: string) => void;
const dismiss: Action = () => undefined;
const giveUpUnrouted: Action = (change) => cancelUnrouted(change, 'cancelled by the operator');
const retryRouting: Action = (change) => {
  change.routing.byOperator = true;
};

/** What may be done about each reason; DONE and WAIT only take the flag down. */
export const actions: Record<AttentionReason, Record<string, Action>> = {
  NO_CANDIDATE: { RETRY: retryRouting, CANCEL: giveUpUnrouted },
  ROUTING_EXHAUSTED: { RETRY: retryRouting, CANCEL: giveUpUnrouted },
  SHIP_LATE: { WAIT: waitLonger },
  READY_LATE: { WAIT: waitLonger },
  PARCEL_SILENT: {
    WAIT: waitLonger,
    LOST: (change, id) => {
      writeOff(change, id, 'REFUND');
    },
  },
  PARCEL_LOST: {
    REFUND: (change, id) => {
      writeOff(change, id, 'REFUND');
    },
    RESHIP: (change, id) => {
      writeOff(change, id, 'RESHIP');
    },
  },
  PARCEL_REFUSED: { DONE: dismiss },
  LABEL_FAILED: { RETRY: retryLabel },
  COD_UNPAID: { WRITE_OFF: writeOffCash },
  CANCELLED_AFTER_SHIP: { DONE: dismiss },
  REFUND_PENDING: { WAIT: dismiss },
  REFUND_REFUSED: { RETRY: retryRefund },
  STOCK_SHORT: { DONE: dismiss },
  VOID_FAILED: { DONE: dismiss },
  BUG: { DONE: dismiss, CANCEL: giveUpUnrouted },
  WORKFLOW_GONE: { DONE: dismiss },
};

/** The parcel is gone: its price goes back, or the same goods are sent once more without charge. */
function writeOff(change: Change, fulfillmentOrderId: string, how: 'REFUND' | 'RESHIP'): void {
  const fo = fulfillmentOf(change.order, fulfillmentOrderId);
  if (fo.status === 'SHIPPED' || fo.status === 'RETURNING')
    move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'LOST' });
  if (fo.status !== 'LOST') return;
  move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'WRITTEN_OFF', detail: how });
  fo.closedAt = change.at;
  const rows = linesOf(change.order, fo.id).filter((l) => l.reservation === 'COMMITTED');
  for (const row of rows) lineOf(change, row.lineId)[how === 'RESHIP' ? 'reshipDue' : 'refundable'] += row.quantity;
  if (how === 'RESHIP') change.routing = { byOperator: true };
  else requestRefunds(change, `lost ${fo.id}`);
}

/** As long again as the policy gives at first; then a person is asked once more. */
function waitLonger(change: Change, fulfillmentOrderId: string): void {
  const fo = fulfillmentOf(change.order, fulfillmentOrderId);
  if (isInHand(fo))
    fo.dueAt =
      change.at + 1000 * (fo.method === 'STORE_PICKUP' ? change.policy.readyBySeconds : change.policy.shipBySeconds);
  else fo.deliveryDueAt = change.at + 1000 * change.policy.deliverySeconds;
}

function retryLabel(change: Change, fulfillmentOrderId: string): void {
  const failed = change.order.waybills.findLast(
    (w) => w.fulfillmentOrderId === fulfillmentOrderId && w.status === 'FAILED',
  );
  if (!failed) return;
  move(change, { machine: 'WAYBILL', row: failed, to: 'VOIDED' });
  requestWaybill(change, fulfillmentOf(change.order, fulfillmentOrderId), failed.carrier);
}

function writeOffCash(change: Change): void {
  for (const payment of change.order.payments)
    if (payment.status === 'ON_DELIVERY')
      move(change, { machine: 'PAYMENT', row: payment, to: 'VOIDED', detail: 'written off' });
}

/** A label that could not be made, perhaps for its address, is no reason to keep the address. */
const noLabel = new Set<WaybillStatus>(['FAILED', 'VOIDED']);

export const peopleRules: Rules<'route' | 'choosePickup' | 'amendOrder' | 'resolve' | 'quarantine'> = {
  route: {
    refuse: (view) => {
      if (view.lines.every((l) => l.unrouted + l.reshipDue === 0))
        return refusal('NOTHING_UNROUTED', 'every quantity has a location; reassign an offer instead');
      return view.holds.length > 0 ? refusal('ORDER_ON_HOLD', `release first: ${view.holds.join(', ')}`) : null;
    },
    apply: (change, { locationId, profileVersion, nextDay }) => {
      resolveAttention(change, {
        reasons: ['NO_CANDIDATE', 'ROUTING_EXHAUSTED'],
        resolution: 'routed by the operator',
      });
      waitForArrivals(change);
      change.order.buyerChoiceDueAt = null;
      if (nextDay && change.order.sameDay) becomeStandard(change, 'decided by the operator');
      change.routing = { profileVersion, onlyLocationId: locationId, byOperator: true };
      return { routed: true };
    },
  },
  choosePickup: {
    refuse: (view) =>
      view.awaitingBuyer ? null : refusal('NOT_AWAITING_BUYER', 'the buyer has nothing to choose now'),
    apply: choosePickup,
  },
  amendOrder: {
    refuse: (view) =>
      view.fulfillmentOrders.some((f) => f.waybill !== null && !noLabel.has(f.waybill.status))
        ? refusal('TOO_LATE', 'a label exists: address and dates are printed on it')
        : null,
    apply: (change, { destination, addressComplete, shipByAt }) => {
      if (destination) change.order.destination = destination;
      if (addressComplete !== null) change.order.addressComplete = addressComplete;
      if (shipByAt !== null) change.order.shipByAt = shipByAt;
      for (const fo of change.order.fulfillmentOrders)
        if (shipByAt !== null && fo.status === 'IN_PROGRESS' && fo.method === 'HOME_DELIVERY') fo.dueAt = shipByAt;
      note(change, { machine: 'NOTE', subjectId: change.order.id, from: null, to: 'AMENDED' });
      return { amended: true };
    },
  },
  resolve: {
    refuse: (view, { attentionId, action }) => {
      const attention = view.attentions.find((a) => a.id === attentionId);
      if (!attention) return refusal('UNKNOWN_PART', 'there is no such open attention');
      const known = Object.keys(actions[attention.reason]);
      return known.includes(action)
        ? null
        : refusal('ACTION_UNKNOWN', `action: for ${attention.reason} choose one of ${known.join(', ')}`);
    },
    apply: (change, { attentionId, action, note: why }) => {
      const attention = found(change.order.attentions, attentionId);
      resolveAttention(change, {
        reasons: [attention.reason],
        resolution: why ?? action,
        subjectId: attention.subjectId,
      });
      actions[attention.reason][action]?.(change, attention.subjectId ?? change.order.id);
      return { resolved: attention.reason };
    },
  },
  quarantine: {
    refuse: () => null,
    apply: (change, { detail }) => {
      raiseAttention(change, { reason: 'BUG', owner: 'OPERATOR', detail });
      return null;
    },
  },
};

function choosePickup(change: Change, body: Messages['choosePickup']): unknown {
  const no = chosenWrong(change, body);
  if (no) return no;
  change.order.buyerChoiceDueAt = null;
  if (body.choice === 'WAIT') waitForArrivals(change);
  for (const fo of lateArrivals(change.order))
    closeFulfillment(change, fo, {
      ...(body.choice === 'CANCEL' ? { to: 'CANCELLED', fate: 'CANCELLED' } : { to: 'REROUTED', fate: 'UNROUTED' }),
      reason: 'did not arrive in time',
    });
  if (body.choice === 'CANCEL') cancelUnrouted(change, 'cancelled by the buyer');
  if (body.choice === 'STORE') change.order.pickupLocationId = body.locationId;
  if (body.choice === 'DELIVER') Object.assign(change.order, { method: 'HOME_DELIVERY', pickupLocationId: null });
  note(change, {
    machine: 'NOTE',
    subjectId: change.order.id,
    from: null,
    to: `BUYER CHOSE ${body.choice}`,
    detail: body.locationId,
  });
  return { chosen: body.choice };
}

function chosenWrong(change: Change, body: Messages['choosePickup']): Refusal | null {
  if (body.choice === 'STORE' && body.locationId === null)
    return refusal('UNKNOWN_PART', 'locationId: say which store');
  if (
    body.choice === 'WAIT' &&
    (lateArrivals(change.order).length === 0 || change.order.lines.some((l) => l.unrouted > 0))
  )
    return refusal('WRONG_STATE', 'choice: there is nothing to wait for; choose another store, delivery, or cancel');
  if (body.choice === 'DELIVER' && change.order.destination === null)
    return refusal(
      'WRONG_METHOD',
      'choice: the order has no address to deliver to; PATCH the order with an address first',
    );
  return null;
}
