import { setTimeout as sleep } from 'node:timers/promises';

/** Asks four times a second until it is so; throws what it waited for after two minutes. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 120_000;
  while (!await holds()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(250);
  }
}
