// Orders that this process has just written, by id: an effect of a message does not read again what its own message
// wrote.
import type { StoredOrder } from './read-order.ts';

const mostKept = 2000;
const keptMs = 10_000;

interface Kept {
  stored: StoredOrder;
  until: number;
}

export interface JustWritten {
  keep: (stored: StoredOrder) => void;
  /** The order as it was last written here, if that was this version; each is returned once. */
  take: (orderId: string, version: number) => StoredOrder | null;
}

/** A cache of this process's writes; entries older than ten seconds, or beyond the limit, are dropped. */
export function openJustWritten(): JustWritten {
  const orders = new Map<string, Kept>();
  return {
    keep: (stored) => {
      const { id, effects } = stored.order;
      orders.delete(id);
      if (effects.length === 0) return;
      if (orders.size >= mostKept) orders.delete(orders.keys().next().value ?? '');
      orders.set(id, { stored, until: performance.now() + keptMs });
    },
    take: (orderId, version) => {
      const kept = orders.get(orderId);
      orders.delete(orderId);
      return kept && kept.until > performance.now() && kept.stored.order.version === version ? kept.stored : null;
    },
  };
}
