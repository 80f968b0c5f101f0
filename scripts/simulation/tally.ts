// A tally of the answers of a run.
import type { Answer } from './system.ts';

export interface Tally {
  /** Codes of expected answers with their counts. */
  codes: Map<string, number>;
  /** Sentences about unexpected answers. */
  surprises: string[];
  note: (request: string, answer: Answer, expects: readonly string[]) => void;
}

const kept = 200;

/** An empty tally. */
export function openTally(): Tally {
  const codes = new Map<string, number>();
  const surprises: string[] = [];
  const note: Tally['note'] = (request, { status, code, detail }, expects) => {
    const name = status < 300 ? 'OK' : code;
    codes.set(name, (codes.get(name) ?? 0) + 1);
    if (status >= 300 && !expects.includes(code) && surprises.length < kept)
      surprises.push(`${request} answered ${status} ${code}: ${detail}`);
  };
  return { codes, surprises, note };
}
