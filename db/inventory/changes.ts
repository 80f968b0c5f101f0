// Products that have changed since the last look: found in the ledger and in the orders' timelines, so that a stock
// move costs nothing more.
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Rows carry their transaction's start and appear at its commit: each look re-reads the last 10 s; longer transactions
 * reset the cursor.
 */
const overlapSeconds = 10;
/** While nothing changes, the cursor moves on after this time; the lease of a process that died ends after it. */
const idleSeconds = 60;

/**
 * Calls `handle` with the products that changed since the cursor, or with all. One process at a time does so; a failed
 * one is repeated by the next one.
 */
export async function processChanges(
  fork: () => EntityManager,
  handle: (changed: string[] | 'ALL') => Promise<void>,
): Promise<void> {
  const em = fork();
  const [cursor] = await em.execute<{ at: string | null; now: string; old: boolean }[]>(
    `with due as (select at from stock_watch_cursor where leased_until is null or leased_until < now())
      select to_json(at) #>> '{}' as at, to_json(now()) #>> '{}' as now,
        coalesce(at < now() - ${idleSeconds} * interval '1 second', false) as old
      from due`,
  );
  if (!cursor) return;
  const changed = cursor.at === null ? ('ALL' as const) : await changedSince(em, cursor.at);
  if (changed.length === 0 && !cursor.old) return;
  const leased = await em.execute<unknown[]>(
    `update stock_watch_cursor set leased_until = now() + ${idleSeconds} * interval '1 second'
      where leased_until is null or leased_until < now()
      returning 1`,
  );
  if (leased.length === 0) return;
  if (changed.length > 0)
    await handle(changed).catch(async (error: unknown) => {
      await em.execute('update stock_watch_cursor set leased_until = null');
      throw error;
    });
  await em.execute(
    `update stock_watch_cursor set leased_until = null, at = case
        when at is not distinct from ?::timestamptz then ?::timestamptz else at end`,
    [cursor.at, cursor.now],
  ); // otherwise another transaction has set the cursor back
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

/** Sets the cursor back to now, because this transaction's rows carry an earlier start. */
export async function rewindWatch(tx: EntityManager): Promise<void> {
  await tx.execute('update stock_watch_cursor set at = now() where at > now()');
}

/** Clears the cursor, because rules or warehouses may have changed every product. */
export async function resetWatch(tx: EntityManager): Promise<void> {
  await tx.execute('update stock_watch_cursor set at = null');
}
