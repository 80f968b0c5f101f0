// What a channel may still promise of one product: what is kept for it, and what is kept for nobody. Selling takes from
// both, so that of many orders each sees what those before it left.
import type { ProductShares } from './channel-allocation.ts';

/**
 * `left` is what the whole pool may still promise, less than 0 when more is owed than there is; `kept` what is still
 * set aside for a channel; `shares` who may sell what is shared.
 */
export interface Promisable {
  left: number;
  kept: Map<string, number>;
  shares: Pick<ProductShares, 'own' | 'alsoShared'>;
}

/** From what the rules set aside and what each of those channels has sold of it since they came into force. */
export function promisable({
  left,
  shares,
  sold,
}: {
  left: number;
  shares: ProductShares;
  sold: ReadonlyMap<string, number>;
}): Promisable {
  const kept = new Map(
    [...shares.own].map(([channelId, part]) => [channelId, Math.max(0, part - (sold.get(channelId) ?? 0))]),
  );
  return { left, kept, shares };
}

/** What this channel may still sell, never more than the pool has: 0 or more. */
export function leftFor(pool: Promisable, channelId: string): number {
  const own = pool.kept.get(channelId) ?? 0;
  const sellsShared = !pool.shares.own.has(channelId) || pool.shares.alsoShared.has(channelId);
  return Math.max(0, Math.min(pool.left, own + (sellsShared ? unkept(pool) : 0)));
}

/** What is set aside for nobody. */
const unkept = (pool: Promisable): number =>
  Math.max(0, pool.left - [...pool.kept.values()].reduce((sum, part) => sum + part, 0));

/** The channel has sold so many: its own go first. Also more than it may, when the channel has sold them already. */
export function sell(pool: Promisable, channelId: string, quantity: number): void {
  const own = pool.kept.get(channelId);
  if (own !== undefined) pool.kept.set(channelId, Math.max(0, own - quantity));
  pool.left -= quantity;
}
