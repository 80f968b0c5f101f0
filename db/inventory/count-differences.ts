// After a count: raise COUNT_DIFFERENCE, and charge COUNT_DISPROVED to locations that had called found goods missing.
// First counts are skipped.
import type { EntityManager } from '@mikro-orm/postgresql';
import { countDisproves } from '../../domain/performance/events.ts';
import { countDifference } from '../../domain/inventory/alerts.ts';
import { recordDisproofs } from '../performance/record.ts';
import { raiseAlerts } from './alerts.ts';

/** A count and the counters before it; `cause` is the count's cause. */
export interface Recount {
  sku: string;
  locationId: string;
  cause: string;
  before: { onHand: number; inDoubt: number };
  counted: number;
}

/** Books the claims that these counts disprove, and raises their differences. */
export async function bookCountDifferences(tx: EntityManager, recounts: Recount[]): Promise<void> {
  await recordDisproofs(
    tx,
    recounts.filter(({ before, counted }) => countDisproves(before, counted)),
  );
  await raiseDifferences(tx, recounts);
}

async function raiseDifferences(tx: EntityManager, recounts: Recount[]): Promise<void> {
  const different = recounts.filter(({ before, counted }) => counted !== before.onHand);
  await raiseAlerts(
    tx,
    different.map(({ sku, locationId, before, counted }) =>
      countDifference({ sku, locationId, difference: counted - before.onHand, where: 'counted' }),
    ),
  );
}

/** The SQL of a temporary table for the counts of a whole file. */
export const countsTempTable =
  'create temp table recounted (sku text, location_id text, on_hand int, in_doubt int, counted int) on commit drop';
const batchSize = 5000;

/**
 * Books all counts in `recounted`, in batches, so that memory does not grow with the file. `cause` is the prefix of the
 * file's causes.
 */
export async function bookFileCountDifferences(tx: EntityManager, cause: string): Promise<void> {
  const recounts = `select sku, location_id as "locationId", ? || sku as cause,
      jsonb_build_object('onHand', on_hand, 'inDoubt', in_doubt) as before, counted
    from recounted`;
  await recordDisproofs(
    tx,
    (await tx.execute<Recount[]>(`${recounts} where in_doubt > 0`, [cause])).filter(({ before, counted }) =>
      countDisproves(before, counted),
    ),
  );
  await tx.execute(`declare differing no scroll cursor for ${recounts} order by sku, location_id`, [cause]);
  for (let next = await fetchNext(tx); next.length > 0; next = await fetchNext(tx)) await raiseDifferences(tx, next);
}

const fetchNext = (tx: EntityManager): Promise<Recount[]> => tx.execute(`fetch ${batchSize} from differing`);
