// Where a page ended in a list that is ordered by an instant, or by versions: opaque to the caller, checked when it comes back.
import { Problem } from './problems.ts';
import { instant as readable } from './schemas.ts';

/** An instant as exactly as the database has it, and what was there. */
export interface Mark { instant: string; id: string }

/** The cursor of a mark. */
export const cursorOf = ({ instant, id }: Mark): string => Buffer.from(`${instant} ${id}`).toString('base64url');

/** The mark of a cursor that we gave; throws VALIDATION for any other. */
export function markOf(cursor: string): Mark {
  const [instant = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (id === '' || !readable.safeParse(instant).success || cursorOf({ instant, id }) !== cursor) throw notOurs();
  return { instant, id };
}

/** The cursor of a version, in a list that goes from the newest down. */
export const versionCursor = (version: number): string => Buffer.from(`before ${version}`).toString('base64url');

/** The version of a cursor that we gave; throws VALIDATION for any other. */
export function versionOf(cursor: string): number {
  const version = Number(/^before (\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1]);
  if (!Number.isInteger(version) || version > 2_147_483_647) throw notOurs();
  return version;
}

export const notOurs = (): Problem => new Problem('VALIDATION', 'the cursor is not one of ours', { errors: [{ pointer: '/cursor', detail: 'use nextCursor of the page before' }] });
