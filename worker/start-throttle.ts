// Limits the orders that a worker starts before its earlier ones are prepared. A waiting row costs nothing; a waiting
// workflow would take time from the running ones.
import type { EntityManager } from '@mikro-orm/postgresql';
import { stillPreparing } from '../db/order/start-queue.ts';

/** Twice the number of orders that a worker prepares at once, so that it is never idle. */
const mostPreparing = 40;
/** An order that takes longer is no longer counted. */
const staleAfterMs = 10_000;

export interface StartThrottle {
  /** The number of orders that may be started now. */
  capacity: (em: EntityManager) => Promise<number>;
  started: (orderIds: string[]) => void;
}

/** Tracks started orders in memory; reads the database only when there are many. */
export function openStartThrottle(): StartThrottle {
  const preparing = new Map<string, number>();
  return {
    capacity: async (em) => {
      if (preparing.size > mostPreparing / 2) {
        const since = performance.now() - staleAfterMs;
        const still = new Set(await stillPreparing(em, [...preparing.keys()]));
        for (const [id, startedAt] of preparing) if (startedAt < since || !still.has(id)) preparing.delete(id);
      }
      return Math.max(0, mostPreparing - preparing.size);
    },
    started: (orderIds) => {
      for (const id of orderIds) preparing.set(id, performance.now());
    },
  };
}
