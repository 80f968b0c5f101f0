// Which messages a shop manager would take, and which not, and why: one line per message, written from domain.md §3.
import type { MessageName, Messages } from '../../../domain/order/messages.ts';
import type { RefusalCode } from '../../../domain/order/refusals.ts';
import { paymentMoves, type AttentionReason } from '../../../domain/order/states.ts';
import {
  asksFor,
  held,
  isHeld,
  label,
  lateParts,
  leftOf,
  openStop,
  partOf,
  partOfOffer,
  toBeSent,
  unitsOf,
  type LineQuantity,
  type Model,
  type PartModel,
  type Said,
} from './order-model.ts';

export type Verdict = RefusalCode | 'TAKEN';
type Judge<N extends MessageName> = (m: Model, body: Messages[N]) => Verdict | false;

/** The first reason that holds; false and undefined are none. */
const first = (...reasons: (Verdict | false | undefined)[]): Verdict =>
  reasons.find((r): r is Verdict => Boolean(r)) ?? 'TAKEN';
const liveOffer = (part: PartModel | undefined): Verdict | false =>
  !part ? 'UNKNOWN_PART' : part.offer !== 'OFFERED' && 'OFFER_CLOSED';
const inState = (part: PartModel | undefined, ...states: string[]): Verdict | false =>
  !part ? 'UNKNOWN_PART' : !states.includes(part.status) && 'WRONG_STATE';
const stopped = (m: Model, partId: string): Verdict | false =>
  openStop(m, partId) ? 'CANCELLATION_PENDING' : isHeld(m) && 'ORDER_ON_HOLD';
const forDelivery = (m: Model, id: string): Verdict | false =>
  inState(partOf(m, id), 'IN_PROGRESS') || (partOf(m, id)?.method !== 'HOME_DELIVERY' && 'WRONG_STATE');
const collectedThere = (part: PartModel): boolean => part.method === 'STORE_PICKUP' && !toBeSent(part);
const isReady = (m: Model, id: string): Verdict | false =>
  partOf(m, id)?.status !== 'READY_FOR_PICKUP' && 'WRONG_STATE';
const onPart = (part: PartModel | undefined, asked: LineQuantity[]): Verdict | false => {
  const at = (lineId: string): number =>
    unitsOf((part ? part.rows : []).filter((r) => r.state !== 'RELEASED' && r.lineId === lineId));
  return (
    asked
      .map((a) => (at(a.lineId) === 0 ? 'UNKNOWN_LINE' : a.quantity > at(a.lineId) && 'QUANTITY_INVALID'))
      .find(Boolean) ?? false
  );
};
const isStop = (m: Model, id: string): Verdict | false => {
  const stop = m.stops.find((s) => s.id === id);
  return !stop ? 'UNKNOWN_PART' : stop.status !== 'REQUESTED' && 'CANCELLATION_CLOSED';
};
const isRefused = (m: Model, id: string): Verdict | false => {
  const refund = m.refunds.find((r) => r.id === id);
  return !refund ? 'UNKNOWN_PART' : refund.status !== 'FAILED' && 'WRONG_STATE';
};
/** Of these lines nothing is in our hands any more, nor to be sent once more. */
const allGone = (m: Model, lines: Model['lines']): boolean =>
  lines.every(
    (l) =>
      l.fulfilled + l.cancelled === l.quantity &&
      l.reshipDue === 0 &&
      !m.parts.some((p) => held(p).some((r) => r.lineId === l.id)),
  );
const tooLateFor = (m: Model, asked: LineQuantity[] | null): boolean => {
  const lines = m.lines.filter((l) => asked === null || asked.some((a) => a.lineId === l.id));
  return allGone(m, lines) && lines.every((l) => l.fulfilled > 0);
};

/** What a person may do about each reason. */
export const ways: Record<AttentionReason, string[]> = {
  NO_CANDIDATE: ['RETRY', 'CANCEL'],
  ROUTING_EXHAUSTED: ['RETRY', 'CANCEL'],
  SHIP_LATE: ['WAIT'],
  READY_LATE: ['WAIT'],
  PARCEL_SILENT: ['WAIT', 'LOST'],
  PARCEL_LOST: ['REFUND', 'RESHIP'],
  PARCEL_REFUSED: ['DONE'],
  LABEL_FAILED: ['RETRY'],
  COD_UNPAID: ['WRITE_OFF'],
  CANCELLED_AFTER_SHIP: ['DONE'],
  REFUND_PENDING: ['WAIT'],
  REFUND_REFUSED: ['RETRY'],
  STOCK_SHORT: ['DONE'],
  VOID_FAILED: ['DONE'],
  BUG: ['DONE', 'CANCEL'],
  WORKFLOW_GONE: ['DONE'],
};
const always = (): false => false;

const judges: { [N in MessageName]: Judge<N> } = {
  accept: (m, { offerId, refused }) => liveOffer(partOfOffer(m, offerId)) || onPart(partOfOffer(m, offerId), refused),
  reject: (m, { offerId }) => liveOffer(partOfOffer(m, offerId)),
  reassign: (m, { offerId }) => liveOffer(partOfOffer(m, offerId)),
  withdrawForShortage: (m, { fulfillmentOrderId: id }) => liveOffer(partOf(m, id)),
  flagShortage: always,
  markReady: (m, { fulfillmentOrderId: id }) =>
    inState(partOf(m, id), 'IN_PROGRESS', 'ARRIVED') ||
    (!collectedThere(partOf(m, id) as PartModel) && 'WRONG_METHOD') ||
    stopped(m, id),
  ship: (m, { fulfillmentOrderId: id, trackingNumber }) =>
    inState(partOf(m, id), 'IN_PROGRESS') ||
    (collectedThere(partOf(m, id) as PartModel) && 'WRONG_METHOD') ||
    stopped(m, id) ||
    (!toBeSent(partOf(m, id) as PartModel) &&
      trackingNumber === null &&
      label(partOf(m, id) as PartModel)?.status !== 'CREATED' &&
      'WAYBILL_MISSING'),
  receiveAtStore: (m, { fulfillmentOrderId: id }) => inState(partOf(m, id), 'IN_TRANSIT'),
  giveUp: (m, { fulfillmentOrderId: id, lines }) =>
    inState(partOf(m, id), 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP') ||
    onPart(partOf(m, id), lines ?? []) ||
    stopped(m, id),
  revokeAccepted: (m, { fulfillmentOrderId: id }) =>
    inState(partOf(m, id), 'IN_PROGRESS') || stopped(m, id) || (!asksFor(m, 'SHIP_LATE', id) && 'WRONG_STATE'),
  setWaybill: (m, { fulfillmentOrderId: id }) => forDelivery(m, id),
  voidWaybill: (m, { fulfillmentOrderId: id }) =>
    forDelivery(m, id) || (label(partOf(m, id) as PartModel)?.status !== 'CREATED' && 'WAYBILL_STATE'),
  redeem: (m, { fulfillmentOrderId: id }) =>
    ((isReady(m, id) || partOf(m, id)?.codes.at(-1)?.status !== 'ACTIVE') && 'CODE_REFUSED') ||
    (isHeld(m) && 'ORDER_ON_HOLD'),
  reissueCode: (m, { fulfillmentOrderId: id }) => isReady(m, id),
  extendPickup: (m, { fulfillmentOrderId: id }) =>
    isReady(m, id) || (partOf(m, id)?.extended === true && 'ALREADY_EXTENDED'),
  readPickupCode: (m, { fulfillmentOrderId: id }) => partOf(m, id)?.codes.at(-1)?.status !== 'ACTIVE' && 'WRONG_STATE',
  confirmReceipt: (m) => !(m.closed && m.lines.some((l) => l.cancelled < l.quantity)) && 'WRONG_STATE',
  cancel: (m, { kind, lines }) =>
    ((lines ?? [])
      .map((a) => {
        const line = m.lines.find((l) => l.id === a.lineId);
        return !line ? 'UNKNOWN_LINE' : a.quantity > line.quantity && 'QUANTITY_INVALID';
      })
      .find(Boolean) ??
      false) ||
    (kind === 'REQUEST' && tooLateFor(m, lines) && 'USE_RETURN'),
  agreeIntercept: (m, { cancellationId }) => isStop(m, cancellationId),
  refuseIntercept: (m, { cancellationId, trackingNumber }) =>
    isStop(m, cancellationId) ||
    (trackingNumber === null &&
      !label(partOf(m, m.stops.find((s) => s.id === cancellationId)?.partId ?? '') as PartModel)?.numbered &&
      'WAYBILL_MISSING'),
  placeHold: (m) => allGone(m, m.lines) && 'TOO_LATE',
  release: always,
  route: (m) =>
    (m.lines.every((l) => l.unrouted + l.reshipDue === 0) && 'NOTHING_UNROUTED') || (isHeld(m) && 'ORDER_ON_HOLD'),
  track: (m, { waybillId }) => !m.parts.some((p) => label(p)?.id === waybillId) && 'UNKNOWN_PART',
  recordPayment: (m, { paymentId, status }) => {
    const payment = m.payments.find((p) => p.id === paymentId);
    return !payment
      ? 'UNKNOWN_PART'
      : payment.status !== status &&
          !(paymentMoves[payment.status] as readonly string[]).includes(status) &&
          'PAYMENT_STATE';
  },
  choosePickup: (m, { choice, locationId }) =>
    (m.buyerDueAt === null && 'NOT_AWAITING_BUYER') ||
    (choice === 'STORE' && locationId === null && 'UNKNOWN_PART') ||
    (choice === 'WAIT' && (lateParts(m).length === 0 || m.lines.some((l) => l.unrouted > 0)) && 'WRONG_STATE'),
  amendOrder: (m) =>
    m.parts.some((p) => {
      const last = label(p);
      return last && last.status !== 'VOIDED' && last.status !== 'FAILED';
    }) && 'TOO_LATE',
  refund: (m, { paymentId, amountMinor }) => {
    const payment = m.payments.find((p) => p.id === paymentId);
    return !payment
      ? 'UNKNOWN_PART'
      : payment.status !== 'CAPTURED'
        ? 'PAYMENT_STATE'
        : amountMinor > leftOf(m, payment) && 'AMOUNT_TOO_HIGH';
  },
  retryRefund: (m, { refundId }) => isRefused(m, refundId),
  markRefundedExternally: (m, { refundId }) => isRefused(m, refundId),
  resolve: always, // the sheet names what it asks by reason: whether it is open is judged below
  prepare: always,
  deadlinePassed: always,
  quarantine: always,
  waybillCreated: always,
  waybillFailed: always,
  waybillVoided: always,
  paymentVoided: always,
  refundPaid: always,
  refundRefused: always,
  refundOverdue: always,
};
const byItself = new Set<MessageName>([
  'prepare',
  'readPickupCode',
  'confirmReceipt',
  'deadlinePassed',
  'quarantine',
  'waybillCreated',
  'waybillFailed',
  'waybillVoided',
  'paymentVoided',
  'refundPaid',
  'refundRefused',
  'refundOverdue',
]);

const isNotice = (said: Said): boolean => said.name === 'cancel' && said.body.kind === 'NOTICE';

/**
 * What must become of the message. After the end nothing that people say is taken any more, but for what the channel
 * has done already. `about` is the reason of the attention that a resolve names, while it is open.
 */
export function judge(m: Model, said: Said, about: AttentionReason | null): Verdict {
  if (said.name === 'resolve')
    return first(
      about === null && 'UNKNOWN_PART',
      about !== null && !ways[about].includes(said.body.action) && 'ACTION_UNKNOWN',
      m.closed && 'ORDER_CLOSED',
    );
  return first(
    (judges[said.name] as Judge<MessageName>)(m, said.body as never),
    m.closed && !byItself.has(said.name) && !isNotice(said) && 'ORDER_CLOSED',
  );
}
