// Locks until the end of the transaction: between orders that sell the same product under allocations, between a change
// of the rules and sales under them, and between two moves with one cause.
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Held shared by transactions that count sales under the rules in force, and exclusively by those that change the
 * rules; the function give_back_allocations() takes it, too.
 */
const rulesLock = 727_002;
const productLocks = 727_003;
const causeLocks = 727_004;
/**
 * Held shared by orders that are written without counting, in the function channels_with_share(), and exclusively by
 * rules that name their channel for the first time.
 */
const channelLocks = 727_005;

/**
 * Locks these products against other sales under allocations; all callers lock in the same order, so that no deadlock
 * occurs. Values read afterwards stay true until the end.
 */
export async function lockProducts(em: EntityManager, skus: string[]): Promise<void> {
  await em.execute(
    `select pg_advisory_xact_lock_shared(${rulesLock}),
        (
          select count(pg_advisory_xact_lock(${productLocks}, h))
          from (select distinct hashtext(sku) as h from jsonb_array_elements_text(?::jsonb) w(sku) order by h) k
        )`,
    [JSON.stringify(skus)],
  );
}

/** Locks the rules exclusively: sales under rules wait. */
export async function lockRules(em: EntityManager): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(${rulesLock})`);
}

/** Locks channels exclusively: their orders that would be written without counting wait. */
export async function lockChannels(em: EntityManager, channelIds: string[]): Promise<void> {
  await em.execute(
    `select count(pg_advisory_xact_lock(${channelLocks}, h))
      from (select distinct hashtext(channel) as h from jsonb_array_elements_text(?::jsonb) channel order by h) k`,
    [JSON.stringify(channelIds)],
  );
}

/** Locks a cause: of two moves with the same cause the later sees the earlier one's row, even for other products. */
export async function lockCause(em: EntityManager, cause: string): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(${causeLocks}, hashtext(?))`, [cause]);
}
