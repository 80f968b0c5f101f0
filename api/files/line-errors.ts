import type { ImportLineError } from '../../db/files/import.ts';
import { Problem } from '../http/problems.ts';

/** Says which lines are at fault, and that nothing was written; of many only the first are named. */
export function lineErrorsProblem(faults: readonly ImportLineError[], lines: number): Problem {
  const [first] = faults;
  const errors = faults
    .slice(0, 50)
    .map((f) => ({ pointer: `/lines/${f.line}${f.column === null ? '' : `/${f.column}`}`, detail: f.detail }));
  return new Problem(
    'VALIDATION',
    `line ${first?.line}: ${first?.detail}. ${lines} line${lines === 1 ? ' is' : 's are'} at fault; nothing was ` +
      'written',
    { errors },
  );
}
