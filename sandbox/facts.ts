import type { ParcelEventName, RefundRequest, VoidRequest, WaybillRequest } from './schemas.ts';

/** The operations of the providers; a void of a waybill has the tracking number as its key. */
export type Operation = 'ISSUE_WAYBILL' | 'VOID_WAYBILL' | 'REFUND' | 'VOID_AUTHORIZATION';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A call as it was received; the work it caused is another fact. */
export interface CallFact {
  fact: 'CALLED';
  operation: Operation;
  key: string;
  orderRef: string;
}

export type ProviderRequest = WaybillRequest | RefundRequest | VoidRequest;

/** Work that was done, at most once per operation and key, with the answer for every repeat. */
export interface DoneFact {
  fact: 'DONE';
  operation: Operation;
  key: string;
  orderRef: string;
  request: ProviderRequest | undefined;
  answer: Answer;
}

export interface ParcelEvent {
  fact: 'PARCEL_EVENT';
  eventId: string;
  trackingNumber: string;
  event: ParcelEventName;
  at: string;
}

/** The API has accepted the event, or the carrier has given up sending it. */
export interface EventSettled {
  fact: 'EVENT_SETTLED';
  eventId: string;
  told: boolean;
}

/** A write-back that the channel has accepted. */
export interface WebhookReceived {
  fact: 'WEBHOOK';
  webhookId: string;
  orderId: string;
  body: unknown;
  receivedAt: string;
}

/** The sandbox's state is a fold over these facts. */
export type Fact = CallFact | DoneFact | ParcelEvent | EventSettled | WebhookReceived;
