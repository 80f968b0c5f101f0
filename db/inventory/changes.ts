// Which products have moved since the last look: seen in the ledger and in the orders' timelines, so that moving them
// costs nothing more.
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * A row is dated by the beginning of its transaction and seen at its end: so long ago is looked at again. Who takes
 * longer sets the mark back itself.
 */
const overlapSeconds = 10;
/**
 * While nothing moves, the mark is moved on this often; a look whose process dies is taken up by another one after
 * that.
 */
const idleSeconds = 60;

/**
 * Does this with the products that changed, or with all; only one process at a time looks, and what a look that failed
 * has not seen the next one does.
 */
export async function processChanges(
  fork: () => EntityManager,
  look: (changed: string[] | 'ALL') => Promise<void>,
): Promise<void> {
  const em = fork();
  const [mark] = await em.execute<{ at: string | null; now: string; old: boolean }[]>(
    `with due as (select at from stock_watch_cursor where leased_until is null or leased_until < now())
      select to_json(at) #>> '{}' as at, to_json(now()) #>> '{}' as now,
        coalesce(at < now() - ${idleSeconds} * interval '1 second', false) as old
      from due`,
  );
  if (!mark) return;
  const changed = mark.at === null ? ('ALL' as const) : await changedSince(em, mark.at);
  if (changed.length === 0 && !mark.old) return;
  const leased = await em.execute<unknown[]>(
    `update stock_watch_cursor set leased_until = now() + ${idleSeconds} * interval '1 second'
      where leased_until is null or leased_until < now()
      returning 1`,
  );
  if (leased.length === 0) return;
  if (changed.length > 0)
    await look(changed).catch(async (error: unknown) => {
      await em.execute('update stock_watch_cursor set leased_until = null');
      throw error;
    });
  await em.execute(
    `update stock_watch_cursor set leased_until = null, at = case
        when at is not distinct from ?::timestamptz then ?::timestamptz else at end`,
    [mark.at, mark.now],
  ); // else it was set back meanwhile
}

async function changedSince(em: EntityManager, at: string): Promise<string[]> {
  const since = `?::timestamptz - ${overlapSeconds} * interval '1 second'`;
  const rows = await em.execute<{ sku: string }[]>(
    `with due as (
        select sku
        from stock_ledger
        where at > ${since}
        union select l.sku
        from timeline t
        join order_line l on l.order_id = t.order_id
        where t.at > ${since}
      )
      select sku
      from due
      order by sku`,
    [at, at],
  );
  return rows.map((r) => r.sku);
}

/** What this transaction has changed is to be looked at, though it may have begun long ago. */
export async function rewindWatch(tx: EntityManager): Promise<void> {
  await tx.execute('update stock_watch_cursor set at = now() where at > now()');
}

/** Everything may have changed: rules, warehouses. */
export async function resetWatch(tx: EntityManager): Promise<void> {
  await tx.execute('update stock_watch_cursor set at = null');
}
