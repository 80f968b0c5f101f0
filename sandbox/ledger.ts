import type { DoneFact, EventSettled, Fact, Operation, ParcelEvent, WebhookReceived } from './facts.ts';
import type { WaybillRequest } from './schemas.ts';

export interface Parcel {
  trackingNumber: string;
  carrier: string;
  orderRef: string;
  voided: boolean;
  events: ParcelEvent[];
}

interface OrderEntries {
  calls: Map<string, { operation: Operation; key: string; calls: number }>;
  done: DoneFact[];
}

/** The sandbox's state in memory, built from facts alone, so that a replay of the journal gives the same state. */
export class Ledger {
  #orders = new Map<string, OrderEntries>();
  #done = new Map<string, DoneFact>();
  #calls = new Map<string, number>();
  #parcels = new Map<string, Parcel>();
  #settled = new Map<string, EventSettled>();
  #webhooks = new Map<string, WebhookReceived>();
  #webhooksOfOrder = new Map<string, WebhookReceived[]>();

  apply(fact: Fact): void {
    if (fact.fact === 'CALLED') this.#countCall(fact);
    else if (fact.fact === 'DONE') this.#rememberWork(fact);
    else if (fact.fact === 'PARCEL_EVENT') this.#parcels.get(fact.trackingNumber)?.events.push(fact);
    else if (fact.fact === 'EVENT_SETTLED') this.#settled.set(fact.eventId, fact);
    else this.#rememberWebhook(fact);
  }

  /** The work done for this key, if any. */
  done(operation: Operation, key: string): DoneFact | undefined {
    return this.#done.get(slot(operation, key));
  }

  calls(operation: Operation, key: string): number {
    return this.#calls.get(slot(operation, key)) ?? 0;
  }

  parcel(trackingNumber: string): Parcel | undefined {
    return this.#parcels.get(trackingNumber);
  }

  /** Events that the API has not accepted yet, oldest first within each parcel. */
  unsettledEvents(): { parcel: Parcel; event: ParcelEvent }[] {
    return [...this.#parcels.values()].flatMap((parcel) =>
      parcel.events.filter(({ eventId }) => !this.#settled.has(eventId)).map((event) => ({ parcel, event })),
    );
  }

  /** In the order of their first receipt; a repeated webhook appears once. */
  webhooks(orderId?: string): WebhookReceived[] {
    return orderId === undefined ? [...this.#webhooks.values()] : (this.#webhooksOfOrder.get(orderId) ?? []);
  }

  hasWebhook(webhookId: string): boolean {
    return this.#webhooks.has(webhookId);
  }

  order(orderRef: string): { calls: { operation: Operation; key: string; calls: number }[]; done: DoneFact[] } {
    const entries = this.#orders.get(orderRef);
    return { calls: [...(entries?.calls.values() ?? [])], done: entries?.done ?? [] };
  }

  wasNotified(eventId: string): boolean {
    return this.#settled.get(eventId)?.told ?? false;
  }

  #countCall({ operation, key, orderRef }: Extract<Fact, { fact: 'CALLED' }>): void {
    const calls = this.calls(operation, key) + 1;
    this.#calls.set(slot(operation, key), calls);
    this.#entries(orderRef).calls.set(slot(operation, key), { operation, key, calls });
  }

  #rememberWork(done: DoneFact): void {
    this.#done.set(slot(done.operation, done.key), done);
    this.#entries(done.orderRef).done.push(done);
    if (done.operation === 'ISSUE_WAYBILL') this.#addParcel(done);
    const voided = done.operation === 'VOID_WAYBILL' ? this.#parcels.get(done.key) : undefined;
    if (voided !== undefined) voided.voided = true;
  }

  #addParcel({ answer, orderRef, request }: DoneFact): void {
    const trackingNumber = String(answer.body['trackingNumber']);
    this.#parcels.set(trackingNumber, {
      trackingNumber,
      carrier: (request as WaybillRequest).carrier,
      orderRef,
      voided: false,
      events: [],
    });
  }

  #rememberWebhook(webhook: WebhookReceived): void {
    this.#webhooks.set(webhook.webhookId, webhook);
    const ofOrder = this.#webhooksOfOrder.get(webhook.orderId) ?? [];
    this.#webhooksOfOrder.set(webhook.orderId, [...ofOrder, webhook]);
  }

  #entries(orderRef: string): OrderEntries {
    const entries = this.#orders.get(orderRef) ?? { calls: new Map(), done: [] };
    this.#orders.set(orderRef, entries);
    return entries;
  }
}

function slot(operation: Operation, key: string): string {
  return `${operation} ${key}`;
}
