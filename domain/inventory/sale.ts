// An order against the pool: all of its lines fit, or none is sold.
import { leftFor, sell, type Promisable } from './promisable.ts';

export interface SaleLine {
  lineId: string;
  sku: string;
  quantity: number;
}
/** A line that wants more than is left for its channel. */
export interface Shortage {
  lineId: string;
  sku: string;
  wanted: number;
  left: number;
}
/** One line sold, and what it left for its channel: less than 0 when the channel had sold what it had not. */
export interface SoldLine {
  lineId: string;
  sku: string;
  quantity: number;
  left: number;
}

/**
 * Sells an order's lines one after the other, or, when `refuses` and some want too much, none, and says which. Products
 * that the pool does not know are not its matter.
 */
export function sellOrder(
  pools: ReadonlyMap<string, Promisable>,
  order: { channelId: string; refuses: boolean; lines: readonly SaleLine[] },
): { sold: SoldLine[] } | { short: Shortage[] } {
  const short = order.refuses ? shortages(pools, order) : [];
  if (short.length > 0) return { short };
  const sold = order.lines.flatMap(({ lineId, sku, quantity }) => {
    const pool = pools.get(sku);
    if (!pool) return [];
    const left = leftFor(pool, order.channelId) - quantity;
    sell(pool, order.channelId, quantity);
    return [{ lineId, sku, quantity, left }];
  });
  return { sold };
}

/** Lines of one product want together; of what is left the earlier line is served first. */
function shortages(
  pools: ReadonlyMap<string, Promisable>,
  order: { channelId: string; lines: readonly SaleLine[] },
): Shortage[] {
  const asked = new Map<string, number>();
  return order.lines.flatMap(({ lineId, sku, quantity }) => {
    const pool = pools.get(sku);
    if (!pool) return [];
    const left = Math.max(0, leftFor(pool, order.channelId) - (asked.get(sku) ?? 0));
    asked.set(sku, (asked.get(sku) ?? 0) + quantity);
    return quantity > left ? [{ lineId, sku, wanted: quantity, left }] : [];
  });
}
