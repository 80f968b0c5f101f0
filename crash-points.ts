// For fault runs only: places where the process kills itself, as a machine would, just before or after something is
// done for good. Without CRASH_POINTS in the environment they do nothing.
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.env['CRASH_POINTS'];
const only = process.env['CRASH_ONLY'];

/** The file that lets this point kill, and no other: for points that are passed too rarely to be met by chance. */
export const armedFor = (point: string): string => `armed ${point}`;

/**
 * Kills this process (SIGKILL) when it is the first to pass here while the file `armed`, or one for this point alone,
 * lies in the directory CRASH_POINTS; takes that file away and leaves one with the point's name, so that each point
 * kills once. CRASH_ONLY names the one point that kills, and that as often as it is armed.
 */
export function crashPoint(when: 'before' | 'after', step: string): void {
  const point = `${when} ${step}`;
  if (directory === undefined || (only !== undefined && only !== point)) return;
  const visited = join(directory, point);
  if (only === undefined && existsSync(visited)) return;
  if (![armedFor(point), 'armed'].some((file) => takeAway(join(directory, file)))) return;
  writeFileSync(visited, '');
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // not a step further while the signal is on its way
}

/** Whether the file was there; of two processes one has taken it. */
function takeAway(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
