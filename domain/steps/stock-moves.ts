// Stock moves that a message makes.

import { type Change, type StockKind, fulfillmentOf } from '../order/change.ts';
import type { FulfillmentLine } from '../order/order.ts';
import type { RefusalReason } from '../values/reasons.ts';

/** Adds one stock move for one FO line, with a cause that can be booked once. */
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
 * Books a location's refusal reason on its stock, after the reservation is released: missing units go to in doubt,
 * damaged ones to damaged.
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
