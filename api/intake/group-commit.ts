// Group commit: orders that arrive while others are being written are written together, in one statement and one
// commit, each with its own answer.
import type { Intake, IntakeAnswer } from '../../db/order/take-in-orders.ts';
import { isTransient } from '../../db/connection/transient-errors.ts';

interface PendingIntake {
  intake: Intake;
  answered: (answer: IntakeAnswer) => void;
  failed: (error: unknown) => void;
}
type Accept = (intakes: Intake[]) => Promise<IntakeAnswer[]>;

/**
 * The largest batch, and the number of commits at the same time: while the database writes one, the process prepares
 * the other. While the start queue is long (`mayWait`), a batch waits up to 200 ms to fill: fewer commits, no later
 * start.
 */
export interface GroupCommitSettings {
  largestBatch: number;
  batchesAtOnce: number;
  mayWait: () => boolean;
}
const defaults: GroupCommitSettings = { largestBatch: 100, batchesAtOnce: 2, mayWait: () => false };
/** A waiting batch closes after 200 ms or at 16 orders. */
const waitingBatch = { ms: 200, orders: 16 };

/**
 * Returns a function that takes one order in. A single order does not wait unless `mayWait`; an order that breaks its
 * batch fails alone.
 */
export function groupCommit(
  accept: Accept,
  settings: Partial<GroupCommitSettings> = {},
): (intake: Intake) => Promise<IntakeAnswer> {
  const { largestBatch, batchesAtOnce, mayWait } = { ...defaults, ...settings };
  const enough = Math.min(waitingBatch.orders, largestBatch);
  let line: PendingIntake[] = [];
  let writing = 0;
  let asked = false;
  let gathering: NodeJS.Timeout | undefined;
  const write = (): void => {
    asked = false;
    clearTimeout(gathering);
    while (line.length > 0 && writing < batchesAtOnce) {
      const batch = line.slice(0, largestBatch);
      line = line.slice(largestBatch);
      writing += 1;
      void writeBatch(accept, batch).finally(() => {
        writing -= 1;
        ask();
      });
    }
  };
  const ask = (): void => {
    if (asked) return;
    asked = true;
    if (line.length < enough && mayWait()) gathering = setTimeout(write, waitingBatch.ms);
    else setImmediate(write); // orders of the same turn of the event loop share a batch
  };
  return (intake) =>
    new Promise((answered, failed) => {
      line.push({ intake, answered, failed });
      if (line.length === enough) asked = false; // the batch is full enough
      ask();
    });
}

async function writeBatch(accept: Accept, batch: PendingIntake[]): Promise<void> {
  try {
    const answers = await accept(batch.map((w) => w.intake));
    batch.forEach((w, i) => {
      w.answered(answers[i] as IntakeAnswer);
    });
  } catch (error) {
    if (batch.length === 1 || isTransient(error))
      batch.forEach((w) => {
        w.failed(error);
      });
    else
      for (const half of [batch.slice(0, batch.length / 2), batch.slice(batch.length / 2)])
        await writeBatch(accept, half); // one after the other: all at once would take every connection
  }
}
