// Crash points for fault runs: the process kills itself just before, during or after an irreversible step. Without
// CRASH_POINTS in the environment they do nothing.
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.env['CRASH_POINTS'];
const only = process.env['CRASH_ONLY'];
if (directory !== undefined && process.env['NODE_ENV'] === 'production')
  throw new Error('CRASH_POINTS lets processes kill themselves, for fault runs: unset it in production');

/** The file that arms this point only: for points that are reached too rarely to be hit by chance. */
export const armedFor = (point: string): string => `armed ${point}`;

/**
 * Kills this process (SIGKILL) if it is the first to pass while the directory CRASH_POINTS has a file `armed`, or one
 * for this point. The file is removed and one with the point's name is left, so that each point kills once. With
 * CRASH_ONLY only that point kills, as often as it is armed.
 */
export function crashPoint(when: 'before' | 'during' | 'after', step: string): void {
  const point = `${when} ${step}`;
  if (directory === undefined || (only !== undefined && only !== point)) return;
  const visited = join(directory, point);
  if (only === undefined && existsSync(visited)) return;
  if (![armedFor(point), 'armed'].some((file) => takeAway(join(directory, file)))) return;
  writeFileSync(visited, '');
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // no further step while the signal is on its way
}

/** Kills this process while it waits for the answer to a request: the step may happen, unheard. */
export function crashUnheard<T>(step: string, answer: Promise<T>): Promise<T> {
  // one turn of the event loop later the request is on its way, and no answer has been read
  if (directory !== undefined)
    setImmediate(() => {
      crashPoint('during', step);
    });
  return answer;
}

/** Removes the file and says whether it was there; of two processes only one removes it. */
function takeAway(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
