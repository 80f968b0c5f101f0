import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds; throws a sentence after the time. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  for (const end = performance.now() + seconds * 1000; !(await holds());) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(100);
  }
}
