// Stock and quota, moved by one call of move_counters (db/schema/functions): one conditional write per counter and one
// ledger row with a cause that can happen once.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { QuotaMove, StockMove } from '../../domain/order/change.ts';

/** Somebody was faster: decide again on fresh numbers. */
export class StockMoved extends Error {}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Takes and gives back places of quotas, by subject and period, then moves stock, by product and location: in this
 * order, so that two transactions never wait for each other crosswise. Throws StockMoved when a quota is full or a
 * reservation finds too little.
 */
export async function moveCounters(
  em: EntityManager,
  { quota, stock }: { quota: readonly QuotaMove[]; stock: readonly StockMove[] },
): Promise<void> {
  if (quota.length === 0 && stock.length === 0) return;
  const quotas = quota.toSorted((a, b) => compare(a.subject, b.subject) || compare(a.period, b.period));
  const moves = stock.toSorted((a, b) => compare(a.sku, b.sku) || compare(a.locationId, b.locationId));
  const [row] = await em.execute<{ short: string | null }[]>('select move_counters(?, ?) as short', [
    JSON.stringify(quotas),
    JSON.stringify(moves),
  ]);
  if (row && row.short !== null) throw new StockMoved(row.short);
}
