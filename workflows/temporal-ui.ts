// The order in Temporal UI, for operators without our pages.
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { OrderView } from '../domain/order/view.ts';
import type { WaitKind, Wait } from '../domain/order/wait.ts';

const storeId = defineSearchAttributeKey('StoreId', 'KEYWORD');
const orderStatus = defineSearchAttributeKey('OrderStatus', 'KEYWORD');

/** The next step when a wait ends by time. */
const nextSteps: Record<WaitKind, string> = {
  START: 'it is prepared',
  OFFER: 'the next location is asked',
  HOLD: 'the hold does what it was placed for',
  SHIP_LATE: 'an operator is told',
  READY_LATE: 'an operator is told',
  PICKUP_EXPIRY: 'it is cancelled and refunded',
  ARRIVAL_LATE: 'the buyer is asked',
  PARCEL_SILENT: 'an operator is told',
  BUYER_CHOICE: 'it is cancelled and refunded',
  INTERCEPT: 'the label is voided, and the carrier decides',
  EFFECT: 'it is tried again',
  ATTENTION: 'a person must act',
};

function waitLine({ kind, subjectId, dueAt, owner }: Wait): string {
  if (dueAt !== null) return `- ${kind} ${subjectId}: until ${new Date(dueAt).toISOString()}, then ${nextSteps[kind]}`;
  return `- ${kind} ${subjectId}: until ${owner ?? 'an operator'} acts`;
}

/**
 * Status, locations with attempt k of N, waits with their ends, and the next step. Costs no events; needs a running
 * worker.
 */
export function describe(view: OrderView, maxOffers: number): string {
  const stores = view.fulfillmentOrders.map(
    (fo) =>
      `- ${fo.id} ${fo.locationId}: ${fo.status}, offer ${fo.offer.status}, attempt ${fo.attempt} of ${maxOffers}`,
  );
  return [
    `**${view.status}**`,
    ...(view.holds.length > 0 ? [`held: ${view.holds.join(', ')}`] : []),
    '',
    '**Locations**',
    ...stores,
    '',
    '**Waits for**',
    ...view.waits.map(waitLine),
  ].join('\n');
}

/**
 * Shows the view; search attributes are upserted only when the location or the need for people changes (one event
 * each).
 */
export function openDetails(maxOffers: number): (view: OrderView) => void {
  let shown = '';
  return (view) => {
    setCurrentDetails(describe(view, maxOffers));
    const store =
      view.fulfillmentOrders.filter((fo) => fo.offer.status === 'OFFERED' || fo.offer.status === 'ACCEPTED').at(-1)
        ?.locationId ?? '';
    const needsPeople = view.status === 'NEEDS_ATTENTION' || view.status === 'ON_HOLD' ? view.status : '';
    if (store + needsPeople === shown || (store === '' && needsPeople === '')) return;
    shown = store + needsPeople;
    upsertSearchAttributes([
      ...(store === '' ? [] : [{ key: storeId, value: store }]),
      { key: orderStatus, value: view.status },
    ]);
  };
}
