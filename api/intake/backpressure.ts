// Backpressure by the number of orders not yet started: above 200 intake batches wait to fill, above
// MOST_WAITING_ORDERS it answers 503 BUSY.
import type { Intake, IntakeAnswer } from '../../db/order/take-in-orders.ts';
import { Problem } from '../http/problems.ts';

type TakeIn = (intake: Intake) => Promise<IntakeAnswer>;

/** The last count of orders that wait for their start. */
export type StartBacklog = () => number;

/**
 * Counts in the background, up to `upTo`, at most once per `freshMs` and only while the value is read; a failed count
 * keeps the last value.
 */
export function watchStartBacklog(
  count: (upTo: number) => Promise<number>,
  { upTo, freshMs = 1000 }: { upTo: number; freshMs?: number },
): StartBacklog {
  let waiting = 0;
  let countedAt = -Infinity;
  return () => {
    if (performance.now() - countedAt >= freshMs) {
      countedAt = performance.now();
      count(upTo).then(
        (n) => {
          waiting = n;
        },
        () => undefined,
      );
    }
    return waiting;
  };
}

/** Takes orders in, but answers BUSY (503, to be repeated) while `most` or more wait. */
export function shedAbove(takeIn: TakeIn, backlog: StartBacklog, most: number): TakeIn {
  return async (intake) => {
    if (backlog() >= most)
      throw new Problem('BUSY', `${most} orders wait for their start; send it again in a few seconds`, {
        retryAfterSeconds: 5,
      });
    return takeIn(intake);
  };
}
