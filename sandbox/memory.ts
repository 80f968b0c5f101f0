import type { Fact } from './facts.ts';
import { unwrittenJournal, openJournal } from './journal.ts';
import { Ledger } from './ledger.ts';

/** The ledger and the journal behind it. A fact counts at once; await `written` before it is reported to a caller. */
export interface Memory {
  ledger: Ledger;
  remember: (fact: Fact) => void;
  written: () => Promise<void>;
  close: () => Promise<void>;
}

/** Opens the memory from the journal; without a file it lasts as long as the process. */
export async function openMemory(journalFile: string | undefined): Promise<Memory> {
  const ledger = new Ledger();
  const journal =
    journalFile === undefined ? unwrittenJournal() : await openJournal(journalFile, (fact) => ledger.apply(fact));
  const remember = (fact: Fact): void => {
    ledger.apply(fact);
    journal.append(fact);
  };
  return { ledger, remember, written: journal.written, close: journal.close };
}
