// Group commit: orders that arrive while others are being written are written together, in one statement and one commit, each with its own answer.
import type { Intake, IntakeAnswer } from '../db/intake.ts';
import { isPassing } from '../db/passing.ts';

interface Waiting { intake: Intake; answered: (answer: IntakeAnswer) => void; failed: (error: unknown) => void }
type Accept = (intakes: Intake[]) => Promise<IntakeAnswer[]>;

/** How many orders share a commit at most, and how many such commits may be under way: while the database writes one, we prepare the other. */
export interface LineSettings { largestBatch: number; batchesAtOnce: number }
const usual: LineSettings = { largestBatch: 100, batchesAtOnce: 2 };

/** Gives a function that takes one order in. An order alone waits for nobody; one that breaks its batch breaks alone. */
export function intakeLine(accept: Accept, { largestBatch, batchesAtOnce }: LineSettings = usual): (intake: Intake) => Promise<IntakeAnswer> {
  let line: Waiting[] = [];
  let writing = 0;
  let asked = false;
  const write = (): void => {
    asked = false;
    while (line.length > 0 && writing < batchesAtOnce) {
      const batch = line.slice(0, largestBatch);
      line = line.slice(largestBatch);
      writing += 1;
      void writeBatch(accept, batch).finally(() => { writing -= 1; ask(); });
    }
  };
  const ask = (): void => {
    if (asked) return;
    asked = true;
    setImmediate(write);                                 // what came in the same turn of the loop goes together
  };
  return (intake) => new Promise((answered, failed) => {
    line.push({ intake, answered, failed });
    ask();
  });
}

async function writeBatch(accept: Accept, batch: Waiting[]): Promise<void> {
  try {
    const answers = await accept(batch.map((w) => w.intake));
    batch.forEach((w, i) => { w.answered(answers[i] as IntakeAnswer); });
  } catch (error) {
    if (batch.length === 1 || isPassing(error)) batch.forEach((w) => { w.failed(error); });
    else for (const half of [batch.slice(0, batch.length / 2), batch.slice(batch.length / 2)]) await writeBatch(accept, half);   // not all at once: they would take every connection
  }
}
