// Decisions of operators about an order that needs attention.
import {
  type Change,
  found,
  fulfillmentOf,
  linesOf,
  move,
  note,
  raiseAttention,
  resolveAttention,
} from '../order/change.ts';
import { lineOf } from '../steps/fulfillment.ts';
import { requestRefunds, retryRefund } from '../steps/refunds.ts';
import { refusal } from '../order/refusals.ts';
import { convertToStandard } from '../steps/same-day.ts';
import type { Rules } from '../order/rule.ts';
import { extendArrivals } from '../steps/ship-to-store.ts';
import type { AttentionReason } from '../order/states.ts';
import { requestWaybill } from '../steps/labels.ts';
import { cancelUnrouted } from './cancellation.ts';
import { isInHand } from '../order/fulfillment-order.ts';
type Action = (change: Change, subjectId: string) => void;
const dismiss: Action = () => undefined;
const cancelOpenQuantities: Action = (change) => cancelUnrouted(change, 'cancelled by the operator');
const retryRouting: Action = (change) => {
  change.routing.byOperator = true;
};

/** The actions for each attention reason; DONE and WAIT only resolve the attention. */
export const actions: Record<AttentionReason, Record<string, Action>> = {
  NO_CANDIDATE: { RETRY: retryRouting, CANCEL: cancelOpenQuantities },
  ROUTING_EXHAUSTED: { RETRY: retryRouting, CANCEL: cancelOpenQuantities },
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
  BUG: { DONE: dismiss, CANCEL: cancelOpenQuantities },
  WORKFLOW_GONE: { DONE: dismiss },
};

/** Writes a lost parcel off: its price is refunded, or the same goods are sent again without charge. */
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

/** Extends the due time by the policy's full time; after that attention is raised again. */
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

/** A workflow that was terminated once or twice is started again without asking a person. */
const restartsToLookAt = 3;

export const operatorRules: Rules<'route' | 'resolve' | 'quarantine' | 'workflowRestarted'> = {
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
      extendArrivals(change);
      change.order.buyerChoiceDueAt = null;
      if (nextDay && change.order.sameDay) convertToStandard(change, 'decided by the operator');
      change.routing = { profileVersion, onlyLocationId: locationId, byOperator: true };
      return { routed: true };
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
  workflowRestarted: {
    refuse: (view) => (view.over ? refusal('ORDER_CLOSED', 'the order is closed and needs no workflow') : null),
    apply: (change, { restarts }) => {
      note(change, { machine: 'NOTE', subjectId: change.order.id, from: null, to: 'WORKFLOW RESTARTED' });
      if (restarts >= restartsToLookAt)
        raiseAttention(change, {
          reason: 'WORKFLOW_GONE',
          owner: 'OPERATOR',
          detail: `the workflow has ended ${restarts} times before its order; Temporal UI shows how`,
        });
      return null;
    },
  },
};
