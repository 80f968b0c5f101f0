// When more orders wait for their start than can be started soon, new ones are asked to come again: a polite no now is better than a yes that nobody can keep.
import type { Intake, IntakeAnswer } from '../db/intake.ts';
import { Problem } from './problems.ts';

export interface Crowd { /** How many wait, counted up to so many. */ waiting: (upTo: number) => Promise<number>; most: number; freshMs?: number }
type TakeIn = (intake: Intake) => Promise<IntakeAnswer>;

/** The same, but BUSY (503, to be repeated) while `most` or more wait. It is counted beside the orders, once in `freshMs`; a count that fails changes nothing. */
export function unlessCrowded(takeIn: TakeIn, { waiting, most, freshMs = 1000 }: Crowd): TakeIn {
  let crowded = false;
  let countedAt = -Infinity;
  const look = (): void => {
    if (performance.now() - countedAt < freshMs) return;
    countedAt = performance.now();
    waiting(most).then((n) => { crowded = n >= most; }, () => undefined);
  };
  return async (intake) => {
    look();
    if (crowded) throw new Problem('BUSY', `${most} orders wait for their start; send it again in a few seconds`, { retryAfterSeconds: 5 });
    return takeIn(intake);
  };
}
