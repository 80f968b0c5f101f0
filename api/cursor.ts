// Where a page ended in a list that is ordered by an instant: opaque to the caller, checked when it comes back.
import { Problem } from './problems.ts';

/** An instant as exactly as the database has it, and what was there. */
export interface Mark { instant: string; id: string }

/** The cursor of a mark. */
export const cursorOf = ({ instant, id }: Mark): string => Buffer.from(`${instant} ${id}`).toString('base64url');

/** The mark of a cursor that we gave; throws VALIDATION for any other. */
export function markOf(cursor: string): Mark {
  const [instant = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (id === '' || Number.isNaN(Date.parse(instant)) || cursorOf({ instant, id }) !== cursor) throw notOurs();
  return { instant, id };
}

export const notOurs = (): Problem => new Problem('VALIDATION', 'the cursor is not one of ours', { errors: [{ pointer: '/cursor', detail: 'use nextCursor of the page before' }] });
