// All messages that an order accepts: from people, from the clock and from outside systems. The workflow handles them
// one after the other.
import type { PaymentStatus } from './states.ts';
import type { Instant } from '../values/time.ts';
import type { Destination } from '../values/place.ts';
import type { RefusalReason } from '../values/reasons.ts';
import type { LineQuantity } from '../values/quantity.ts';
import type { WaitKind } from './wait.ts';

export interface Messages {
  prepare: Record<string, never>;
  /** `lines`, if given, are the accepted quantities; together with `refused` they cover the whole offer. */
  accept: { offerId: string; lines?: LineQuantity[] | null; refused: (LineQuantity & { reason: RefusalReason })[] };
  reject: { offerId: string; reason: RefusalReason; note: string | null };
  markReady: { fulfillmentOrderId: string };
  ship: { fulfillmentOrderId: string; carrier: string | null; trackingNumber: string | null };
  /** Received quantities per product; a product that is not listed counts as 0. */
  receiveAtStore: { fulfillmentOrderId: string; received: { sku: string; quantity: number }[] };
  giveUp: { fulfillmentOrderId: string; reason: RefusalReason; lines: LineQuantity[] | null };
  setWaybill: { fulfillmentOrderId: string; carrier: string | null; trackingNumber: string | null };
  voidWaybill: { fulfillmentOrderId: string };
  /** `proof` = HMAC(pepper, FO id ‖ typed code): the code itself never travels. */
  redeem: { fulfillmentOrderId: string; proof: string };
  reissueCode: { fulfillmentOrderId: string };
  extendPickup: { fulfillmentOrderId: string };
  /** Sent when the buyer's channel reads the code; handled without the workflow, because no effect follows. */
  readPickupCode: { fulfillmentOrderId: string };
  cancel: { kind: 'REQUEST' | 'NOTICE'; lines: LineQuantity[] | null; reason: string };
  agreeIntercept: { cancellationId: string };
  refuseIntercept: { cancellationId: string; carrier: string | null; trackingNumber: string | null };
  placeHold: { key: string; reason: string; dueAt: Instant | null; dueAction: 'RELEASE' | 'CANCEL' | null };
  release: { key: string; note: string | null };
  route: { locationId: string | null; profileVersion: number | null; nextDay?: boolean };
  reassign: { offerId: string; locationId: string };
  revokeAccepted: { fulfillmentOrderId: string };
  /**
   * Sent when a count finds less than is reserved: an offer is withdrawn, an accepted FO is flagged for an operator.
   */
  withdrawForShortage: { fulfillmentOrderId: string; sku: string };
  flagShortage: { fulfillmentOrderId: string; sku: string };
  track: { waybillId: string; event: 'PICKED_UP' | 'DELIVERED' | 'RETURNING' | 'RETURNED' | 'LOST'; at: Instant };
  recordPayment: { paymentId: string; status: PaymentStatus; reference: string | null };
  choosePickup: { choice: 'STORE' | 'DELIVER' | 'CANCEL' | 'WAIT'; locationId: string | null };
  amendOrder: { destination: Destination | null; addressComplete: boolean | null; shipByAt: Instant | null };
  refund: { paymentId: string; amountMinor: number; reason: string };
  retryRefund: { refundId: string };
  markRefundedExternally: { refundId: string; reference: string };
  resolve: { attentionId: string; action: string; note: string | null };
  /**
   * Sent when the buyer confirms the receipt, or the channel's days have passed; handled without the workflow, which
   * has ended.
   */
  confirmReceipt: Record<string, never>;
  /** Sent by a timer when the end of a wait is reached. */
  deadlinePassed: { kind: WaitKind; subjectId: string };
  /** Sent when a rule throws on this order: the order keeps the reason and waits for an operator. */
  quarantine: { detail: string };
  /** Sent when the order's workflow was gone and is started again; `restarts` counts them, with this one. */
  workflowRestarted: { restarts: number };
  waybillCreated: { waybillId: string; trackingNumber: string };
  waybillFailed: { waybillId: string; detail: string };
  waybillVoided: { waybillId: string; withCarrier: boolean };
  paymentVoided: { paymentId: string };
  refundPaid: { refundId: string; reference: string };
  refundRefused: { refundId: string; detail: string };
  refundOverdue: { refundId: string };
}
export type MessageName = keyof Messages;
/**
 * `id` is unique per order: a message with a known id gets the earlier answer again. `by` is a role and a name, never a
 * person's.
 */
export interface MessageOf<N extends MessageName> {
  id: string;
  by: string;
  name: N;
  body: Messages[N];
}
export type Message = { [N in MessageName]: MessageOf<N> }[MessageName];

/**
 * The messages that callers outside may send, as Temporal UI describes them; each is an update of the workflow with the
 * same name.
 */
export const externalMessages = {
  accept: 'The location accepts its offer, whole or in part',
  reject: 'The location rejects its offer',
  markReady: 'The goods are ready for the buyer',
  ship: 'The goods have left with the carrier',
  receiveAtStore: 'The goods have arrived at the store where the buyer collects them',
  giveUp: 'The location gives up what it had accepted',
  setWaybill: 'Another carrier, or a number typed in',
  voidWaybill: 'The label is voided',
  redeem: 'The buyer shows a code',
  reissueCode: 'The buyer gets a new code',
  extendPickup: 'The storage time is extended, once',
  cancel: 'Cancel all or some quantities',
  agreeIntercept: 'The location has stopped the parcel',
  refuseIntercept: 'The parcel had left already',
  placeHold: 'Place a hold under a key',
  release: 'Release a key',
  route: 'Route open quantities',
  reassign: 'Reassign a live offer to another location',
  revokeAccepted: 'Revoke a late order from its location',
  withdrawForShortage: 'A count found too little: the offer is withdrawn',
  flagShortage: 'A count found too little for what was accepted',
  track: 'A carrier reports an event',
  recordPayment: 'A payment was reported',
  choosePickup: 'The buyer chooses another way',
  amendOrder: 'Address or dates change',
  refund: 'Refund by hand',
  retryRefund: 'Try a refused refund again',
  markRefundedExternally: 'A refund was settled outside',
  resolve: 'An operator resolves an attention',
} as const satisfies Partial<Record<MessageName, string>>;
export type ExternalMessage = keyof typeof externalMessages;
