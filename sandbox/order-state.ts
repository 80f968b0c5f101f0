import type { DoneFact, Operation } from './facts.ts';
import type { Ledger } from './ledger.ts';
import type { RefundRequest } from './schemas.ts';

/** The work that the sandbox has done for an order, with the number of calls, for tests that expect exactly one. */
export function orderState(ledger: Ledger, orderRef: string): Record<string, unknown> {
  const { calls, done } = ledger.order(orderRef);
  const doneAs = (operation: Operation): DoneFact[] => done.filter((work) => work.operation === operation);
  const refunds = doneAs('REFUND').map((work) => payment(ledger, work));
  return {
    orderRef,
    waybills: doneAs('ISSUE_WAYBILL').map((work) => waybill(ledger, work)),
    refunds,
    refundedMinor: refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    voids: doneAs('VOID_AUTHORIZATION').map((work) => payment(ledger, work)),
    calls: calls.map(({ operation, key, calls: count }) => ({ operation, idempotencyKey: key, calls: count })),
  };
}

function waybill(ledger: Ledger, { operation, key, answer }: DoneFact) {
  const trackingNumber = String(answer.body['trackingNumber']);
  const parcel = ledger.parcel(trackingNumber);
  return {
    idempotencyKey: key,
    calls: ledger.calls(operation, key),
    carrier: parcel?.carrier,
    trackingNumber,
    voided: parcel?.voided ?? false,
    voidCalls: ledger.calls('VOID_WAYBILL', trackingNumber),
    events: (parcel?.events ?? []).map(({ eventId, event, at }) => ({
      eventId,
      event,
      at,
      told: ledger.wasNotified(eventId),
    })),
  };
}

function payment(ledger: Ledger, { operation, key, request, answer }: DoneFact) {
  const { paymentReference, amountMinor, currency } = request as RefundRequest; // a void has no amount
  return {
    idempotencyKey: key,
    calls: ledger.calls(operation, key),
    paymentReference,
    amountMinor,
    currency,
    ...answer.body,
  };
}
