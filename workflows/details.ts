// What an operator reads in Temporal UI without our screens.
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { OrderView } from '../domain/view.ts';
import type { Wait } from '../domain/waits.ts';

const storeId = defineSearchAttributeKey('StoreId', 'KEYWORD');
const orderStatus = defineSearchAttributeKey('OrderStatus', 'KEYWORD');

const waitLine = (wait: Wait): string => `- ${wait.kind} ${wait.subjectId}: ${wait.dueAt === null ? `until ${wait.owner ?? 'somebody'} acts` : `until ${new Date(wait.dueAt).toISOString()}, then Baton acts`}`;

/** Stage, stores with their attempt, what is awaited and owed. Free of events; needs a live worker. */
export function describe(view: OrderView): string {
  const stores = view.fulfillmentOrders.map((fo) => `- ${fo.id} ${fo.locationId}: ${fo.status}, offer ${fo.offer.status}, attempt ${fo.attempt}`);
  return [`**${view.status}**`, ...(view.holds.length > 0 ? [`held: ${view.holds.join(', ')}`] : []), '', '**Locations**', ...stores, '', '**Waits for**', ...view.waits.map(waitLine)].join('\n');
}

/** Shows the view; the store is upserted only when it changes (one event each), the status with it. */
export function openDetails(): (view: OrderView) => void {
  let shown = '';
  return (view) => {
    setCurrentDetails(describe(view));
    const store = view.fulfillmentOrders.filter((fo) => fo.offer.status === 'OFFERED' || fo.offer.status === 'ACCEPTED').at(-1)?.locationId ?? '';
    const needsPeople = view.status === 'NEEDS_ATTENTION' || view.status === 'ON_HOLD' ? view.status : '';
    if (store + needsPeople === shown || (store === '' && needsPeople === '')) return;
    shown = store + needsPeople;
    upsertSearchAttributes([...(store === '' ? [] : [{ key: storeId, value: store }]), { key: orderStatus, value: view.status }]);
  };
}
