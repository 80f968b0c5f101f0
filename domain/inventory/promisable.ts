// Units of one product that channels may still promise: set aside for a channel, or shared. A sale reduces both, so
// that each of several orders sees the remainder of the orders before it.
import type { ProductAllocations } from './channel-allocation.ts';

/**
 * `left` is what the whole pool may still promise, below 0 when orders need more than the stock; `setAside` is still
 * reserved for a channel; `allocations` says which channels sell the shared remainder.
 */
export interface Promisable {
  left: number;
  setAside: Map<string, number>;
  allocations: Pick<ProductAllocations, 'own' | 'alsoShared'>;
}

/**
 * Builds the pool from the allocations and from the quantities that these channels have sold since the rules came into
 * force.
 */
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

/** The quantity that this channel may still sell: at least 0 and at most what the pool has. */
export function leftFor(pool: Promisable, channelId: string): number {
  const own = pool.setAside.get(channelId) ?? 0;
  const sellsShared = !pool.allocations.own.has(channelId) || pool.allocations.alsoShared.has(channelId);
  return Math.max(0, Math.min(pool.left, own + (sellsShared ? shared(pool) : 0)));
}

/** The quantity that is set aside for no channel. */
const shared = (pool: Promisable): number =>
  Math.max(0, pool.left - [...pool.setAside.values()].reduce((sum, part) => sum + part, 0));

/**
 * Books a sale; the channel's own allocation goes first. A sale may exceed the allowed quantity, because a channel can
 * report what it has already sold.
 */
export function sell(pool: Promisable, channelId: string, quantity: number): void {
  const own = pool.setAside.get(channelId);
  if (own !== undefined) pool.setAside.set(channelId, Math.max(0, own - quantity));
  pool.left -= quantity;
}
