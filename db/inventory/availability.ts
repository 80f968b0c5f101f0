// Availability per product for a channel, and the effect that other rules would have on it.
import type { EntityManager } from '@mikro-orm/postgresql';
import { leftFor } from '../../domain/inventory/promisable.ts';
import type { AllocationRule } from '../../domain/inventory/allocation-rules.ts';
import { loadPools } from './pools.ts';

export interface Available {
  sku: string;
  available: number;
}

/** Products by SKU, after the given one. */
export async function skusAfter(em: EntityManager, after: string, limit: number): Promise<string[]> {
  const rows = await em.execute<{ sku: string }[]>(
    `select sku from product where sku > ? order by sku limit ${Math.trunc(limit)}`,
    [after],
  );
  return rows.map((r) => r.sku);
}

/** The quantity that this channel may still sell of each product, read at one instant. */
export async function availabilityOf(em: EntityManager, channelId: string, skus: string[]): Promise<Available[]> {
  const { bySku } = await loadPools(em, skus);
  return skus.flatMap((sku) => {
    const pool = bySku.get(sku);
    return pool ? [{ sku, available: leftFor(pool, channelId) }] : [];
  });
}

export interface AllocationEffect {
  channelId: string;
  sku: string;
  before: number;
  after: number;
  change: number;
}

/** The gain and loss of every channel for these products if the rules came into force now. Writes nothing. */
export async function allocationEffects(
  em: EntityManager,
  rules: AllocationRule[],
  skus: string[],
): Promise<AllocationEffect[]> {
  const channels = await em.execute<{ id: string }[]>('select id from channel order by id');
  const [now, then] = [await loadPools(em, skus), await loadPools(em, skus, { rules })];
  return skus.flatMap((sku) =>
    channels.flatMap(({ id: channelId }) => {
      const [a, b] = [now.bySku.get(sku), then.bySku.get(sku)];
      const [before, after] = [a ? leftFor(a, channelId) : 0, b ? leftFor(b, channelId) : 0];
      return before === after ? [] : [{ channelId, sku, before, after, change: after - before }];
    }),
  );
}

/** Says whether the channel exists. */
export async function channelExists(em: EntityManager, id: string): Promise<boolean> {
  return (await em.execute<unknown[]>('select 1 from channel where id = ?', [id])).length > 0;
}
