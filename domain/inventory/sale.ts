// The sale of one order against the pools: all of its lines, or none.
import { leftFor, sell, type Promisable } from './promisable.ts';

export interface SaleLine {
  lineId: string;
  sku: string;
  quantity: number;
}
/** A line that wants more than its channel may sell. */
export interface Shortage {
  lineId: string;
  sku: string;
  wanted: number;
  left: number;
}
/**
 * A line that was sold; `left` is what its channel may still sell afterwards, below 0 when it had sold too much
 * already.
 */
export interface SoldLine {
  lineId: string;
  sku: string;
  quantity: number;
  left: number;
}

/**
 * Sells an order's lines one after the other. With `refuses` and too little stock nothing is sold, and the short lines
 * are returned. Products without a pool are ignored.
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

/** Lines of the same product draw on the same quantity; the earlier line is served first. */
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
