// The verdict on each message, accepted or refused with a code: one line per message, written from the specification.
import type { MessageName, Messages } from '../../../domain/order/messages.ts';
import type { RefusalCode } from '../../../domain/order/refusals.ts';
import { paymentMoves, type AttentionReason } from '../../../domain/order/states.ts';
import {
  hasAttention,
  heldLines,
  isOnHold,
  lastWaybill,
  lateArrivals,
  refundableOf,
  openIntercept,
  fulfillmentOf,
  fulfillmentOfOffer,
  isToBeSentOn,
  unitsOf,
  type LineQuantity,
  type Model,
  type FulfillmentModel,
  type SentMessage,
} from './order-model.ts';

export type Verdict = RefusalCode | 'TAKEN';
type Refuse<N extends MessageName> = (m: Model, body: Messages[N]) => Verdict | false;

/** The first code; false and undefined are none. */
const first = (...reasons: (Verdict | false | undefined)[]): Verdict =>
  reasons.find((r): r is Verdict => Boolean(r)) ?? 'TAKEN';
const liveOffer = (fo: FulfillmentModel | undefined): Verdict | false =>
  !fo ? 'UNKNOWN_PART' : fo.offerStatus !== 'OFFERED' && 'OFFER_CLOSED';
const inState = (fo: FulfillmentModel | undefined, ...states: string[]): Verdict | false =>
  !fo ? 'UNKNOWN_PART' : !states.includes(fo.status) && 'WRONG_STATE';
const blocked = (m: Model, partId: string): Verdict | false =>
  openIntercept(m, partId) ? 'CANCELLATION_PENDING' : isOnHold(m) && 'ORDER_ON_HOLD';
const forDelivery = (m: Model, id: string): Verdict | false =>
  inState(fulfillmentOf(m, id), 'IN_PROGRESS') || (fulfillmentOf(m, id)?.method !== 'HOME_DELIVERY' && 'WRONG_STATE');
const collectedThere = (fo: FulfillmentModel): boolean => fo.method === 'STORE_PICKUP' && !isToBeSentOn(fo);
const isReady = (m: Model, id: string): Verdict | false =>
  fulfillmentOf(m, id)?.status !== 'READY_FOR_PICKUP' && 'WRONG_STATE';
const hasLines = (fo: FulfillmentModel | undefined, asked: LineQuantity[]): Verdict | false => {
  const at = (lineId: string): number =>
    unitsOf((fo ? fo.lines : []).filter((r) => r.reservation !== 'RELEASED' && r.lineId === lineId));
  return (
    asked
      .map((a) => (at(a.lineId) === 0 ? 'UNKNOWN_LINE' : a.quantity > at(a.lineId) && 'QUANTITY_INVALID'))
      .find(Boolean) ?? false
  );
};
const isOpenCancellation = (m: Model, id: string): Verdict | false => {
  const cancellation = m.cancellations.find((s) => s.id === id);
  return !cancellation ? 'UNKNOWN_PART' : cancellation.status !== 'REQUESTED' && 'CANCELLATION_CLOSED';
};
const isFailedRefund = (m: Model, id: string): Verdict | false => {
  const refund = m.refunds.find((r) => r.id === id);
  return !refund ? 'UNKNOWN_PART' : refund.status !== 'FAILED' && 'WRONG_STATE';
};
/** Says whether none of these lines is before hand-over or to be sent again. */
const allGone = (m: Model, lines: Model['lines']): boolean =>
  lines.every(
    (l) =>
      l.fulfilled + l.cancelled === l.quantity &&
      l.reshipDue === 0 &&
      !m.fulfillmentOrders.some((p) => heldLines(p).some((r) => r.lineId === l.id)),
  );
const tooLateFor = (m: Model, asked: LineQuantity[] | null): boolean => {
  const lines = m.lines.filter((l) => asked === null || asked.some((a) => a.lineId === l.id));
  return allGone(m, lines) && lines.every((l) => l.fulfilled > 0);
};

/** The actions for each attention reason. */
export const attentionActions: Record<AttentionReason, string[]> = {
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

const refusals: { [N in MessageName]: Refuse<N> } = {
  accept: (m, { offerId, refused }) =>
    liveOffer(fulfillmentOfOffer(m, offerId)) || hasLines(fulfillmentOfOffer(m, offerId), refused),
  reject: (m, { offerId }) => liveOffer(fulfillmentOfOffer(m, offerId)),
  reassign: (m, { offerId }) => liveOffer(fulfillmentOfOffer(m, offerId)),
  withdrawForShortage: (m, { fulfillmentOrderId: id }) => liveOffer(fulfillmentOf(m, id)),
  flagShortage: always,
  markReady: (m, { fulfillmentOrderId: id }) =>
    inState(fulfillmentOf(m, id), 'IN_PROGRESS', 'ARRIVED') ||
    (!collectedThere(fulfillmentOf(m, id) as FulfillmentModel) && 'WRONG_METHOD') ||
    blocked(m, id),
  ship: (m, { fulfillmentOrderId: id, trackingNumber }) =>
    inState(fulfillmentOf(m, id), 'IN_PROGRESS') ||
    (collectedThere(fulfillmentOf(m, id) as FulfillmentModel) && 'WRONG_METHOD') ||
    blocked(m, id) ||
    (!isToBeSentOn(fulfillmentOf(m, id) as FulfillmentModel) &&
      trackingNumber === null &&
      lastWaybill(fulfillmentOf(m, id) as FulfillmentModel)?.status !== 'CREATED' &&
      'WAYBILL_MISSING'),
  receiveAtStore: (m, { fulfillmentOrderId: id }) => inState(fulfillmentOf(m, id), 'IN_TRANSIT'),
  giveUp: (m, { fulfillmentOrderId: id, lines }) =>
    inState(fulfillmentOf(m, id), 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP') ||
    hasLines(fulfillmentOf(m, id), lines ?? []) ||
    blocked(m, id),
  revokeAccepted: (m, { fulfillmentOrderId: id }) =>
    inState(fulfillmentOf(m, id), 'IN_PROGRESS') ||
    blocked(m, id) ||
    (!hasAttention(m, 'SHIP_LATE', id) && 'WRONG_STATE'),
  setWaybill: (m, { fulfillmentOrderId: id }) => forDelivery(m, id),
  voidWaybill: (m, { fulfillmentOrderId: id }) =>
    forDelivery(m, id) ||
    (lastWaybill(fulfillmentOf(m, id) as FulfillmentModel)?.status !== 'CREATED' && 'WAYBILL_STATE'),
  redeem: (m, { fulfillmentOrderId: id }) =>
    ((isReady(m, id) || fulfillmentOf(m, id)?.pickupCodes.at(-1)?.status !== 'ACTIVE') && 'CODE_REFUSED') ||
    (isOnHold(m) && 'ORDER_ON_HOLD'),
  reissueCode: (m, { fulfillmentOrderId: id }) => isReady(m, id),
  extendPickup: (m, { fulfillmentOrderId: id }) =>
    isReady(m, id) || (fulfillmentOf(m, id)?.pickupExtended === true && 'ALREADY_EXTENDED'),
  readPickupCode: (m, { fulfillmentOrderId: id }) =>
    fulfillmentOf(m, id)?.pickupCodes.at(-1)?.status !== 'ACTIVE' && 'WRONG_STATE',
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
  agreeIntercept: (m, { cancellationId }) => isOpenCancellation(m, cancellationId),
  refuseIntercept: (m, { cancellationId, trackingNumber }) =>
    isOpenCancellation(m, cancellationId) ||
    (trackingNumber === null &&
      !lastWaybill(
        fulfillmentOf(
          m,
          m.cancellations.find((s) => s.id === cancellationId)?.fulfillmentOrderId ?? '',
        ) as FulfillmentModel,
      )?.hasNumber &&
      'WAYBILL_MISSING'),
  placeHold: (m) => allGone(m, m.lines) && 'TOO_LATE',
  release: always,
  route: (m) =>
    (m.lines.every((l) => l.unrouted + l.reshipDue === 0) && 'NOTHING_UNROUTED') || (isOnHold(m) && 'ORDER_ON_HOLD'),
  track: (m, { waybillId }) => !m.fulfillmentOrders.some((p) => lastWaybill(p)?.id === waybillId) && 'UNKNOWN_PART',
  recordPayment: (m, { paymentId, status }) => {
    const payment = m.payments.find((p) => p.id === paymentId);
    return !payment
      ? 'UNKNOWN_PART'
      : payment.status !== status &&
          !(paymentMoves[payment.status] as readonly string[]).includes(status) &&
          'PAYMENT_STATE';
  },
  choosePickup: (m, { choice, locationId }) =>
    (m.buyerChoiceDueAt === null && 'NOT_AWAITING_BUYER') ||
    (choice === 'STORE' && locationId === null && 'UNKNOWN_PART') ||
    (choice === 'WAIT' && (lateArrivals(m).length === 0 || m.lines.some((l) => l.unrouted > 0)) && 'WRONG_STATE'),
  amendOrder: (m) =>
    m.fulfillmentOrders.some((p) => {
      const last = lastWaybill(p);
      return last && last.status !== 'VOIDED' && last.status !== 'FAILED';
    }) && 'TOO_LATE',
  refund: (m, { paymentId, amountMinor }) => {
    const payment = m.payments.find((p) => p.id === paymentId);
    return !payment
      ? 'UNKNOWN_PART'
      : payment.status !== 'CAPTURED'
        ? 'PAYMENT_STATE'
        : amountMinor > refundableOf(m, payment) && 'AMOUNT_TOO_HIGH';
  },
  retryRefund: (m, { refundId }) => isFailedRefund(m, refundId),
  markRefundedExternally: (m, { refundId }) => isFailedRefund(m, refundId),
  resolve: always, // the model names attention by its reason: whether it is open is decided below
  prepare: always,
  deadlinePassed: always,
  quarantine: always,
  workflowRestarted: (m) => m.closed && 'ORDER_CLOSED',
  waybillCreated: always,
  waybillFailed: always,
  waybillVoided: always,
  paymentVoided: always,
  refundPaid: always,
  refundRefused: always,
  refundOverdue: always,
};
const internalMessages = new Set<MessageName>([
  'prepare',
  'readPickupCode',
  'confirmReceipt',
  'deadlinePassed',
  'quarantine',
  'workflowRestarted',
  'waybillCreated',
  'waybillFailed',
  'waybillVoided',
  'paymentVoided',
  'refundPaid',
  'refundRefused',
  'refundOverdue',
]);

const isNotice = (message: SentMessage): boolean => message.name === 'cancel' && message.body.kind === 'NOTICE';

/**
 * The verdict on a message. A closed order accepts no message of people, except a channel's notice. `about` is the
 * reason of the attention that a resolve names, while it is open.
 */
export function verdictOn(m: Model, message: SentMessage, about: AttentionReason | null): Verdict {
  if (message.name === 'resolve')
    return first(
      about === null && 'UNKNOWN_PART',
      about !== null && !attentionActions[about].includes(message.body.action) && 'ACTION_UNKNOWN',
      m.closed && 'ORDER_CLOSED',
    );
  return first(
    (refusals[message.name] as Refuse<MessageName>)(m, message.body as never),
    m.closed && !internalMessages.has(message.name) && !isNotice(message) && 'ORDER_CLOSED',
  );
}
