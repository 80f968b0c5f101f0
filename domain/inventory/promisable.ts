// What a channel may still promise of one product: what is kept for it, and what is kept for nobody. Selling takes from
// both, so that of many orders each sees what those before it left.
import type { ProductAllocations } from './channel-allocation.ts';

/**
 * `left` is what the whole pool may still promise, less than 0 when more is owed than there is; `setAside` what is
 * still set aside for a channel; `shares` who may sell what is shared.
 */
export interface Promisable {
  left: number;
  setAside: Map<string, number>;
  allocations: Pick<ProductAllocations, 'own' | 'alsoShared'>;
}

/** From what the rules set aside and what each of those channels has sold of it since they came into force. */
export function promisable({
  left,
  allocations,
  sold,
}: {
  left: number;
  allocations: ProductAllocations;
  sold: ReadonlyMap<string, number>;
}): Promisable {
  const setAside = new Map(
    [...allocations.own].map(([channelId, part]) => [channelId, Math.max(0, part - (sold.get(channelId) ?? 0))]),
  );
  return { left, setAside, allocations };
}

/** What this channel may still sell, never more than the pool has: 0 or more. */
export function leftFor(pool: Promisable, channelId: string): number {
  const own = pool.setAside.get(channelId) ?? 0;
  const sellsShared = !pool.allocations.own.has(channelId) || pool.allocations.alsoShared.has(channelId);
  return Math.max(0, Math.min(pool.left, own + (sellsShared ? shared(pool) : 0)));
}

/** What is set aside for nobody. */
const shared = (pool: Promisable): number =>
  Math.max(0, pool.left - [...pool.setAside.values()].reduce((sum, part) => sum + part, 0));

/** The channel has sold so many: its own go first. Also more than it may, when the channel has sold them already. */
export function sell(pool: Promisable, channelId: string, quantity: number): void {
  const own = pool.setAside.get(channelId);
  if (own !== undefined) pool.setAside.set(channelId, Math.max(0, own - quantity));
  pool.left -= quantity;
}
