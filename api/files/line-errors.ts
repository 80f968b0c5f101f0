import type { ImportLineError } from '../../db/files/import.ts';
import { Problem } from '../http/problems.ts';

/** The problem that lists the lines with errors, at most the first of many, and says that nothing was written. */
export function lineErrorsProblem(faults: readonly ImportLineError[], lines: number): Problem {
  const [first] = faults;
  const errors = faults
    .slice(0, 50)
    .map((f) => ({ pointer: `/lines/${f.line}${f.column === null ? '' : `/${f.column}`}`, detail: f.detail }));
  return new Problem(
    'VALIDATION',
    `line ${first?.line}: ${first?.detail}. ` +
      `${lines} line${lines === 1 ? ' has an error' : 's have errors'}; nothing was written`,
    { errors },
  );
}
