// Ship to store: a pickup is accepted and dispatched by its supplier, travels, arrives, and continues like any other.
// `locationId` is the location responsible, `pickupLocationId` the goods' destination.
import { linesOf, move, note, resolveAttention, type Change } from '../order/change.ts';
import { closeFulfillment, removeQuantity } from './fulfillment.ts';
import type { FulfillmentOrder } from '../order/order.ts';
import { isCollectedThere, lateArrivals } from '../order/fulfillment-order.ts';
import { moveStock } from './stock-moves.ts';

/**
 * Asks the buyer of a pickup to choose another store, delivery or cancellation within the channel's time: a pickup is
 * never moved without the buyer. A failing supplier does not concern the buyer.
 */
export function requestBuyerChoice(change: Change, fo: FulfillmentOrder): void {
  if (!isCollectedThere(fo)) return;
  change.order.buyerChoiceDueAt ??= change.at + change.policy.buyerChoiceSeconds * 1000;
  change.writeBacks.push({
    event: 'order.pickup_choice_needed',
    data: { until: new Date(change.order.buyerChoiceDueAt).toISOString() },
  });
}

/**
 * Dispatches the goods to the buyer's store: from now on that store is responsible, and the goods are in no location's
 * stock until they arrive.
 */
export function dispatchToStore(
  change: Change,
  fo: FulfillmentOrder,
  by: { carrier: string | null; trackingNumber: string | null },
): { status: FulfillmentOrder['status']; trackingNumber: string | null } {
  const rows = linesOf(change.order, fo.id).filter((l) => l.reservation === 'HELD');
  const toLocationId = fo.pickupLocationId ?? fo.locationId;
  for (const row of rows) moveStock(change, { kind: 'DISPATCH', row });
  const lines = [...Map.groupBy(rows, (row) => row.sku)].map(([sku, of]) => ({
    sku,
    quantity: of.reduce((units, row) => units + row.quantity, 0),
  }));
  change.transfers.push({
    kind: 'DISPATCHED',
    fulfillmentOrderId: fo.id,
    fromLocationId: fo.locationId,
    toLocationId,
    lines,
  });
  move(change, {
    machine: 'FULFILLMENT_ORDER',
    row: fo,
    to: 'IN_TRANSIT',
    detail: [`from ${fo.locationId} to ${toLocationId}`, by.carrier, by.trackingNumber].filter(Boolean).join(', '),
  });
  resolveAttention(change, { reasons: ['SHIP_LATE'], resolution: 'IN_TRANSIT', subjectId: fo.id });
  Object.assign(fo, {
    locationId: toLocationId,
    dueAt: null,
    deliveryDueAt: change.at + change.policy.transferSeconds * 1000,
  });
  return { status: fo.status, trackingNumber: by.trackingNumber };
}

/**
 * Books the arrival at the buyer's store: goods that the order still needs are reserved, the rest goes on sale. The
 * buyer is asked about missing quantities.
 */
export function bookArrival(
  change: Change,
  fo: FulfillmentOrder,
  received: { sku: string; quantity: number }[],
): { status: FulfillmentOrder['status'] } {
  const wanted = linesOf(change.order, fo.id).filter((l) => l.reservation === 'HELD');
  const came = new Map(received.map(({ sku, quantity }) => [sku, quantity]));
  let missing = false;
  for (const row of wanted) {
    const left = came.get(row.sku) ?? 0;
    const units = Math.min(row.quantity, left);
    came.set(row.sku, left - units);
    moveStock(change, { kind: 'ARRIVAL', row, quantity: units });
    if (units === row.quantity) continue;
    missing = true;
    removeQuantity(change, row, { quantity: row.quantity - units, disposition: 'UNROUTED' });
  }
  for (const [sku, quantity] of came)
    if (quantity > 0)
      change.stock.push({
        kind: 'ARRIVAL_FREE',
        locationId: fo.locationId,
        sku,
        quantity,
        cause: `${change.order.id}/${fo.id}/${sku}/ARRIVAL_FREE`,
      });
  change.transfers.push({ kind: 'RECEIVED', fulfillmentOrderId: fo.id, lines: received });
  if (linesOf(change.order, fo.id).every((l) => l.reservation !== 'HELD'))
    closeFulfillment(change, fo, { to: 'REROUTED', disposition: 'UNROUTED', reason: 'nothing of it has come' });
  else {
    move(change, { machine: 'FULFILLMENT_ORDER', row: fo, to: 'ARRIVED' });
    Object.assign(fo, { deliveryDueAt: null, dueAt: change.at + change.policy.readyBySeconds * 1000 });
  }
  if (missing) requestBuyerChoice(change, fo);
  return { status: fo.status };
}

/** Asks the buyer whether to wait for goods that did not arrive in time. */
export function requestChoiceForLateArrival(change: Change, fo: FulfillmentOrder): void {
  fo.deliveryDueAt = null;
  note(change, {
    machine: 'NOTE',
    subjectId: fo.id,
    from: null,
    to: 'ARRIVAL LATE',
    detail: `has not come to ${fo.locationId} in time`,
  });
  requestBuyerChoice(change, fo);
}

/** Gives late goods the policy's transfer time once more; after that the buyer is asked again. */
export function extendArrivals(change: Change): void {
  for (const fo of lateArrivals(change.order)) fo.deliveryDueAt = change.at + change.policy.transferSeconds * 1000;
}
