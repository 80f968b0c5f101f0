import type { OrderBody } from '../olist/convert.ts';
import { live, type Ending, type Stage } from './life.ts';

/** Lives all orders through, so many at a time, in the order of the file. */
export async function feed(stage: Stage, orders: readonly OrderBody[], { concurrency, ended }: { concurrency: number; ended: (ending: Ending) => void }): Promise<Ending[]> {
  const endings: Ending[] = [];
  const rest = orders.entries();
  const worker = async (): Promise<void> => {
    for (const [at, order] of rest) {
      const ending = await live(stage, order, at);
      endings.push(ending);
      ended(ending);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return endings;
}
