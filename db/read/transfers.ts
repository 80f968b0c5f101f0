// Transfers for people.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transfer } from '../inventory/transfers.ts';
import { asked } from '../connection/asked.ts';
import type { Caller } from '../schema/entities/caller.ts';
import { Transfer as TransferRow } from '../schema/entities/stock.ts';
import { seenBy } from './scope.ts';

export interface TransferSearch {
  locationId?: string | undefined;
  status?: Transfer['status'] | undefined;
  before: { instant: string; id: string } | null;
  limit: number;
}

/**
 * Transfers from or to a location that this caller may see, newest first; `before` is the last one seen. Returns one
 * row more than the limit when others follow.
 */
export async function listTransfers(
  em: EntityManager,
  caller: Caller,
  { locationId, status, before, limit }: TransferSearch,
): Promise<Transfer[]> {
  const rows = await seenBy(em, caller).find(
    TransferRow,
    {
      ...asked({ status }),
      ...(locationId === undefined ? {} : { $or: [{ fromLocationId: locationId }, { toLocationId: locationId }] }),
    },
    {
      orderBy: { dispatchedAt: 'desc', id: 'desc' },
      first: limit + 1,
      ...(before && { after: { dispatchedAt: before.instant, id: before.id } }),
    },
  );
  return rows.map((row) => ({
    id: row.id,
    fromLocationId: row.fromLocationId,
    toLocationId: row.toLocationId,
    status: row.status,
    lines: row.lines,
    dispatchedAt: row.dispatchedAt,
    receivedAt: row.receivedAt,
  }));
}
