import { Problem } from './problems.ts';

/** Throws a Problem with the field's pointer when a row that the body refers to does not exist. */
export function requireExisting(exists: boolean, pointer: string): void {
  if (!exists)
    throw new Problem('VALIDATION', `${pointer} refers to a row that does not exist`, {
      errors: [{ pointer, detail: 'unknown' }],
    });
}
