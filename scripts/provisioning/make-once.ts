import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimPidFile, readPidFile, removePidFile } from './processes.ts';

/** After this time a waiting process reports the holder of the lock. */
const PATIENCE_MS = 3_000;

/**
 * Creates `target` in one process at a time and moves it into place complete; a lock whose holder was killed is broken.
 */
export async function makeOnce(target: string, make: (unfinished: string) => Promise<void>): Promise<string> {
  mkdirSync(dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  const unfinished = `${target}.${process.pid}.unfinished`;
  await takeLock(lock, target);
  try {
    if (!existsSync(target)) {
      await make(unfinished);
      renameSync(unfinished, target);
    }
    return target;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    removePidFile(lock);
  }
}

async function takeLock(lock: string, target: string): Promise<void> {
  const begun = performance.now();
  for (let told = false; !claimPidFile(lock); await sleep(200)) {
    const holder = readPidFile(lock);
    // two processes may break the same stale lock: at worst the target is made and renamed into place twice
    if (holder === undefined) removePidFile(lock);
    else if (!told && performance.now() - begun > PATIENCE_MS) {
      told = true;
      process.stderr.write(`Waiting for process ${holder.pid}, which is making ${target}\n`);
    }
  }
}
