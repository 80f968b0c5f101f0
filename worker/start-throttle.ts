// How many orders a worker starts before those that it started are prepared. What waits in its row costs nothing; as a
// workflow it would take the time of those that are under way.
import type { EntityManager } from '@mikro-orm/postgresql';
import { stillPreparing } from '../db/order/start-queue.ts';

/** Twice what a worker does at once, so that it never waits for work. */
const mostPreparing = 40;
/** Whoever takes longer than this is not waited for. */
const staleAfterMs = 10_000;

export interface StartThrottle {
  /** So many may be started now. */
  capacity: (em: EntityManager) => Promise<number>;
  started: (orderIds: string[]) => void;
}

/** Remembers what was started; asks the database only when that is much. */
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
