// Everything that can be said to an order, by people, by the clock or by the outside; the workflow takes them one after
// the other.
import type { PaymentStatus } from './states.ts';
import type { Instant } from '../values/time.ts';
import type { Destination } from '../values/place.ts';
import type { RefusalReason } from '../values/reasons.ts';
import type { LineQuantity } from '../values/quantity.ts';
import type { WaitKind } from './wait.ts';

export interface Messages {
  prepare: Record<string, never>;
  /** `lines`, where given, are what is accepted; with `refused` they make the whole offer. */
  accept: { offerId: string; lines?: LineQuantity[] | null; refused: (LineQuantity & { reason: RefusalReason })[] };
  reject: { offerId: string; reason: RefusalReason; note: string | null };
  markReady: { fulfillmentOrderId: string };
  ship: { fulfillmentOrderId: string; carrier: string | null; trackingNumber: string | null };
  /** `received`: what has come, per product; of one that is not named, nothing. */
  receiveAtStore: { fulfillmentOrderId: string; received: { sku: string; quantity: number }[] };
  giveUp: { fulfillmentOrderId: string; reason: RefusalReason; lines: LineQuantity[] | null };
  setWaybill: { fulfillmentOrderId: string; carrier: string | null; trackingNumber: string | null };
  voidWaybill: { fulfillmentOrderId: string };
  /** `proof` = HMAC(pepper, FO id ‖ what was typed): the code itself never travels. */
  redeem: { fulfillmentOrderId: string; proof: string };
  reissueCode: { fulfillmentOrderId: string };
  extendPickup: { fulfillmentOrderId: string };
  /** The buyer's channel reads the code; handled without the workflow, because nothing outside follows. */
  readPickupCode: { fulfillmentOrderId: string };
  cancel: { kind: 'REQUEST' | 'NOTICE'; lines: LineQuantity[] | null; reason: string };
  agreeIntercept: { cancellationId: string };
  refuseIntercept: { cancellationId: string; carrier: string | null; trackingNumber: string | null };
  placeHold: { key: string; reason: string; dueAt: Instant | null; dueAction: 'RELEASE' | 'CANCEL' | null };
  release: { key: string; note: string | null };
  route: { locationId: string | null; profileVersion: number | null; nextDay?: boolean };
  reassign: { offerId: string; locationId: string };
  revokeAccepted: { fulfillmentOrderId: string };
  /** A count found less than is reserved: an offer gives way, an accepted FO asks for a person. */
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
  /** Everything has arrived, says the buyer or the channel's time; handled without the workflow, which has ended. */
  confirmReceipt: Record<string, never>;
  /** The clock says that a wait is over. */
  deadlinePassed: { kind: WaitKind; subjectId: string };
  /** A rule broke on this order: it is parked with the reason and waits for a person. */
  quarantine: { detail: string };
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
 * `id` is unique per order: the same id again is the same message and gets the same answer. `by` is a role and a name,
 * never a person's.
 */
export interface MessageOf<N extends MessageName> {
  id: string;
  by: string;
  name: N;
  body: Messages[N];
}
export type Message = { [N in MessageName]: MessageOf<N> }[MessageName];

/** What only people outside may say, each an update of the workflow under this name. */
export const externalMessages = [
  'accept',
  'reject',
  'markReady',
  'ship',
  'receiveAtStore',
  'giveUp',
  'setWaybill',
  'voidWaybill',
  'redeem',
  'reissueCode',
  'extendPickup',
  'cancel',
  'agreeIntercept',
  'refuseIntercept',
  'placeHold',
  'release',
  'route',
  'reassign',
  'revokeAccepted',
  'withdrawForShortage',
  'flagShortage',
  'track',
  'recordPayment',
  'choosePickup',
  'amendOrder',
  'refund',
  'retryRefund',
  'markRefundedExternally',
  'resolve',
] as const satisfies MessageName[];
export type ExternalMessage = (typeof externalMessages)[number];
