// The answer to each message: ids and states, no personal data. The workflow keeps it in its history.
import type { AttentionReason, FulfillmentStatus, PaymentStatus, RefundStatus } from './states.ts';
import type { LineQuantity } from '../values/quantity.ts';
import type { Instant } from '../values/time.ts';

/** The outcome for some units of a line after a cancellation. */
export interface CancelOutcome extends LineQuantity {
  became: 'CANCELLED' | 'INTERCEPT' | 'USE_RETURN' | 'ALREADY_CANCELLED';
  cancellationId?: string;
}

/** One entry per message: a message without one does not compile. */
export interface Answers {
  prepare: { holds: string[] } | null;
  accept: { offer: 'ACCEPTED' | 'REJECTED' };
  reject: { offer: 'REJECTED' };
  markReady: { status: FulfillmentStatus };
  ship: { status: FulfillmentStatus; trackingNumber: string | null };
  receiveAtStore: { status: FulfillmentStatus };
  giveUp: { status: FulfillmentStatus };
  setWaybill: { waybill: string };
  voidWaybill: { waybill: 'VOIDING' };
  redeem: { redeemed: boolean };
  reissueCode: { issued: true };
  extendPickup: { pickupExpiresAt: Instant };
  readPickupCode: { generation: number };
  cancel: { outcomes: CancelOutcome[] };
  agreeIntercept: { status: 'AGREED' };
  refuseIntercept: { status: 'REFUSED' };
  placeHold: { holds: string[] };
  release: { holds: string[] };
  route: { routed: true };
  reassign: { offer: 'WITHDRAWN' };
  revokeAccepted: { status: FulfillmentStatus };
  withdrawForShortage: { offer: 'WITHDRAWN' };
  flagShortage: { flagged: true };
  track: { status: FulfillmentStatus };
  recordPayment: { status: PaymentStatus };
  choosePickup: { chosen: 'STORE' | 'DELIVER' | 'CANCEL' | 'WAIT' };
  amendOrder: { amended: true };
  refund: { refunded: number };
  retryRefund: { status: 'REQUESTED' };
  markRefundedExternally: { status: RefundStatus };
  resolve: { resolved: AttentionReason };
  confirmReceipt: { status: 'COMPLETED' };
  deadlinePassed: null;
  quarantine: null;
  workflowRestarted: null;
  waybillCreated: null;
  waybillFailed: null;
  waybillVoided: null;
  paymentVoided: null;
  refundPaid: null;
  refundRefused: null;
  refundOverdue: null;
}
