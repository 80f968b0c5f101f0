import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Fact } from './facts.ts';

/**
 * Facts in a file, one JSON line each. `written` resolves when all appended facts are in the file: await it before an
 * answer.
 */
export interface Journal {
  append: (fact: Fact) => void;
  written: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Opens the journal and passes its facts, oldest first, to `replay`; a line that a kill has torn was never answered and
 * is dropped.
 */
export async function openJournal(file: string, replay: (fact: Fact) => void): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) await truncate(file, Buffer.byteLength(whole));
  for (const line of whole.split('\n')) if (line !== '') replay(JSON.parse(line) as Fact);
  return appendingTo(await open(file, 'a'));
}

/** A journal without a file, for tests that need no restart. */
export function unwrittenJournal(): Journal {
  return { append: () => {}, written: () => Promise.resolve(), close: () => Promise.resolve() };
}

function appendingTo(handle: FileHandle): Journal {
  let waiting = '';
  let writing = Promise.resolve();
  const writeWaiting = async (): Promise<void> => {
    const batch = waiting;
    waiting = '';
    if (batch !== '') await handle.appendFile(batch);
  };
  const written = (): Promise<void> => (writing = writing.then(writeWaiting));
  return {
    append: (fact) => {
      waiting += `${JSON.stringify(fact)}\n`;
    },
    written,
    close: async () => {
      await written();
      await handle.close();
    },
  };
}
