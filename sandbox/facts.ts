import type { ParcelEventName, RefundRequest, VoidRequest, WaybillRequest } from './schemas.ts';

/** What a provider can be asked to do; a void of a waybill has the tracking number for its key. */
export type Operation = 'ISSUE_WAYBILL' | 'VOID_WAYBILL' | 'REFUND' | 'VOID_AUTHORIZATION';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** One call as it came in; whether anything was done is another fact. */
export interface CallFact {
  fact: 'CALLED';
  operation: Operation;
  key: string;
  orderRef: string;
}

export type ProviderRequest = WaybillRequest | RefundRequest | VoidRequest;

/** Work done, at most once for an operation and key, with the answer that each repetition gets. */
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

/** Our API has taken the event, or the carrier has given up telling it. */
export interface EventSettled {
  fact: 'EVENT_SETTLED';
  eventId: string;
  told: boolean;
}

/** A write-back that the channel has taken. */
export interface WebhookReceived {
  fact: 'WEBHOOK';
  webhookId: string;
  orderId: string;
  body: unknown;
  receivedAt: string;
}

/** Everything the sandbox remembers is a fold over these. */
export type Fact = CallFact | DoneFact | ParcelEvent | EventSettled | WebhookReceived;
