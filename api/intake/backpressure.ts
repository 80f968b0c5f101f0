// How many orders wait for their start, and what becomes of new ones then: many are taken in together, too many are
// asked to come again; a polite no now is better than a yes that nobody can keep.
import type { Intake, IntakeAnswer } from '../../db/order/take-in-orders.ts';
import { Problem } from '../http/problems.ts';

type TakeIn = (intake: Intake) => Promise<IntakeAnswer>;

/** How many wait, as it was counted last. */
export type StartBacklog = () => number;

/**
 * Counts beside the orders, up to so many, once in `freshMs` while somebody asks; a count that fails changes nothing.
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

/** The same, but BUSY (503, to be repeated) while `most` or more wait. */
export function shedAbove(takeIn: TakeIn, backlog: StartBacklog, most: number): TakeIn {
  return async (intake) => {
    if (backlog() >= most)
      throw new Problem('BUSY', `${most} orders wait for their start; send it again in a few seconds`, {
        retryAfterSeconds: 5,
      });
    return takeIn(intake);
  };
}
