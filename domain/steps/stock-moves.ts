// Changes of stock counters that a message makes.

import { type Change, type StockKind, fulfillmentOf } from '../order/change.ts';
import type { FulfillmentLine } from '../order/order.ts';
import type { RefusalReason } from '../values/reasons.ts';

/** One counter change for one FO line, with a cause that can happen once. */
export function moveStock(
  change: Change,
  { kind, row, quantity = row.quantity }: { kind: StockKind; row: FulfillmentLine; quantity?: number },
): void {
  if (quantity === 0) return;
  const { locationId } = fulfillmentOf(change.order, row.fulfillmentOrderId);
  change.stock.push({
    kind,
    locationId,
    sku: row.sku,
    quantity,
    cause: `${change.order.id}/${row.id}/${kind}/${change.order.version + 1}/${++change.moves}`,
  });
}

/**
 * What a location's reason does to its stock, after the reservation was released. Source: domain.md §3, table of
 * answers.
 */
export function bookRefusedStock(
  change: Change,
  row: FulfillmentLine,
  { reason, quantity }: { reason: RefusalReason; quantity: number },
): void {
  if (reason === 'OUT_OF_STOCK' || reason === 'QUANTITY_MISMATCH')
    moveStock(change, { kind: 'IN_DOUBT', row, quantity: quantity });
  if (reason === 'DAMAGED') moveStock(change, { kind: 'DAMAGED', row, quantity: quantity });
}
