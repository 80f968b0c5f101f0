// What counts tell beside the counters: a difference is a planner's to see, and goods that are found were never
// missing. A place that was never counted before tells nothing.
import type { EntityManager } from '@mikro-orm/postgresql';
import { countDisproves } from '../../domain/performance/events.ts';
import { countDifference } from '../../domain/inventory/alerts.ts';
import { recordDisproofs } from '../performance/record.ts';
import { raiseAlerts } from './alerts.ts';

/** A count of what was in the books before; `cause` is the one of the count. */
export interface Recount {
  sku: string;
  locationId: string;
  cause: string;
  before: { onHand: number; inDoubt: number };
  counted: number;
}

/** Books what these counts disprove, and tells where they differ from the books. */
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

/** A table of this transaction, for counts of a whole file. */
export const countsTempTable =
  'create temp table recounted (sku text, location_id text, on_hand int, in_doubt int, counted int) on commit drop';
const batchSize = 5000;

/**
 * The same for all of `recounted`: so many in memory at once, whatever the size of the file. `cause` is what the file's
 * causes begin with.
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
