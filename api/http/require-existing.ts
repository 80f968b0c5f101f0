import { Problem } from './problems.ts';

/** What a body points at must be there; else the field that names it is wrong. */
export function requireExisting(exists: boolean, pointer: string): void {
  if (!exists)
    throw new Problem('VALIDATION', `${pointer} names nothing that is there`, {
      errors: [{ pointer, detail: 'unknown' }],
    });
}
