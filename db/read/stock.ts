// Stock for people.
import type { InferEntity } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { StockRow } from '../inventory/adjustments.ts';
import { asked } from '../connection/asked.ts';
import { Stock, StockLedger } from '../schema/entities/stock.ts';

export interface StockLevel extends StockRow {
  locationId: string;
  sku: string;
}
export interface StockSearch {
  sku?: string | undefined;
  locationId?: string | undefined;
  after: { sku: string; locationId: string };
  limit: number;
}

/**
 * A page of stock rows by product or location, with the available quantity; one row more than the limit when others
 * follow.
 */
export async function readStock(
  em: EntityManager,
  { sku, locationId, after, limit }: StockSearch,
): Promise<StockLevel[]> {
  const rows = await em.find(Stock, asked({ sku, locationId }), {
    fields: ['onHand', 'reserved', 'safety', 'inDoubt', 'damaged', 'available'],
    orderBy: { sku: 'asc', locationId: 'asc' },
    first: limit + 1,
    after,
  });
  return rows.map((row) => ({
    locationId: row.locationId,
    sku: row.sku,
    onHand: row.onHand,
    reserved: row.reserved,
    safety: row.safety,
    inDoubt: row.inDoubt,
    damaged: row.damaged,
    available: row.available,
  }));
}

/** The promisable quantity of a product: all available units less the open demand of accepted orders. */
export async function availableToPromise(
  em: EntityManager,
  sku: string,
): Promise<{ available: number; openDemand: number; availableToPromise: number }> {
  const [row] = await em.execute<{ available: number; demand: number }[]>(
    `select (
        select coalesce(sum(greatest(0, on_hand - reserved - safety)), 0)::float8 from stock where sku = ?
      ) as available,
        (select coalesce(sum(unrouted), 0)::float8 from order_line where sku = ? and unrouted > 0) as demand`,
    [sku, sku],
  );
  const { available, demand } = row ?? { available: 0, demand: 0 };
  return { available, openDemand: demand, availableToPromise: available - demand };
}

export type LedgerEntry = Omit<InferEntity<typeof StockLedger>, 'sku' | 'locationId'>;

/**
 * The ledger of a product at a location, newest first, with causes and resulting counters; one row more than the limit
 * when others follow.
 */
export async function readLedger(
  em: EntityManager,
  {
    sku,
    locationId,
    after,
    limit,
  }: { sku: string; locationId: string; after: { instant: string; id: string } | null; limit: number },
): Promise<LedgerEntry[]> {
  const rows = await em.find(
    StockLedger,
    { locationId, sku },
    {
      orderBy: { at: 'desc', cause: 'desc' },
      first: limit + 1,
      ...(after && { after: { at: after.instant, cause: after.id } }),
    },
  );
  return rows.map((row) => ({
    at: row.at,
    kind: row.kind,
    cause: row.cause,
    reason: row.reason,
    onHand: row.onHand,
    reserved: row.reserved,
    inDoubt: row.inDoubt,
    damaged: row.damaged,
    onHandAfter: row.onHandAfter,
    reservedAfter: row.reservedAfter,
    safetyAfter: row.safetyAfter,
    inDoubtAfter: row.inDoubtAfter,
    damagedAfter: row.damagedAfter,
  }));
}
