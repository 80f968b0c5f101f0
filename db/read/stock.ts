// Stock for people.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { StockRow } from '../inventory/adjustments.ts';

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
export function readStock(em: EntityManager, { sku, locationId, after, limit }: StockSearch): Promise<StockLevel[]> {
  return em.execute(
    `select location_id as "locationId", sku, on_hand as "onHand", reserved, safety, in_doubt as "inDoubt", damaged,
        greatest(0, on_hand - reserved - safety) as available
     from stock
     where (?::text is null or sku = ?) and (?::text is null or location_id = ?) and (sku, location_id) > (?, ?)
     order by sku, location_id
     limit ${Math.trunc(limit) + 1}`,
    [sku ?? null, sku ?? null, locationId ?? null, locationId ?? null, after.sku, after.locationId],
  );
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

export interface LedgerEntry {
  at: string;
  kind: string;
  cause: string;
  reason: string | null;
  onHand: number;
  reserved: number;
  inDoubt: number;
  damaged: number;
  onHandAfter: number;
  reservedAfter: number;
  safetyAfter: number;
  inDoubtAfter: number;
  damagedAfter: number;
}

/**
 * The ledger of a product at a location, newest first, with causes and resulting counters; one row more than the limit
 * when others follow.
 */
export function readLedger(
  em: EntityManager,
  {
    sku,
    locationId,
    after,
    limit,
  }: { sku: string; locationId: string; after: { instant: string; id: string } | null; limit: number },
): Promise<LedgerEntry[]> {
  return em.execute(
    `select to_json(at) #>> '{}' as at, kind, cause, reason, on_hand as "onHand", reserved, in_doubt as "inDoubt",
        damaged, on_hand_after as "onHandAfter", reserved_after as "reservedAfter", safety_after as "safetyAfter",
        in_doubt_after as "inDoubtAfter", damaged_after as "damagedAfter"
     from stock_ledger
     where location_id = ? and sku = ? and (?::timestamptz is null or (stock_ledger.at, cause) < (?::timestamptz, ?))
     order by stock_ledger.at desc, cause desc
     limit ${Math.trunc(limit) + 1}`,
    [locationId, sku, after?.instant ?? null, after?.instant ?? null, after?.id ?? null],
  );
}
