// Who must not meet: orders that sell the same product under shares, a change of the rules with anything that counts
// under them, two moves of one cause. Locks of the transaction, freed at its end.
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Held shared by transactions that count under the rules in force, and alone by those that change them; the function
 * give_back_allocations() holds it too.
 */
const rulesLock = 727_002;
const productLocks = 727_003;
const causeLocks = 727_004;
/**
 * Held shared by orders that go in uncounted, in the function channels_with_share(), and alone by rules that come to
 * name their channel.
 */
const channelLocks = 727_005;

/**
 * Waits until nobody else sells one of these products under shares, in one order for all, so that two never wait for
 * each other crosswise. What is read afterwards stays true until the end.
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

/** Waits until nobody counts under the rules, and keeps everybody from it. */
export async function lockRules(em: EntityManager): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(${rulesLock})`);
}

/** Waits until no order of these channels goes in uncounted, and keeps them from it. */
export async function lockChannels(em: EntityManager, channelIds: string[]): Promise<void> {
  await em.execute(
    `select count(pg_advisory_xact_lock(${channelLocks}, h))
      from (select distinct hashtext(channel) as h from jsonb_array_elements_text(?::jsonb) channel order by h) k`,
    [JSON.stringify(channelIds)],
  );
}

/**
 * Waits until nobody else moves stock for this cause: of two at the same instant the later finds what the earlier
 * wrote, also where they are about other goods.
 */
export async function lockCause(em: EntityManager, cause: string): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(${causeLocks}, hashtext(?))`, [cause]);
}
