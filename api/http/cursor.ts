// Pages of a list and their cursors: by instant, version or key; opaque to the caller, checked when they come back.
import { Problem } from './problems.ts';
import { instant as readable } from '../contract/order-in.ts';

/**
 * The page of these rows, which are one more than the limit when others follow, and the cursor after its last row; null
 * on the last page.
 */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  cursor: (last: Row) => string,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null };
}

/** An instant in the database's full precision, and the id of its row. */
export interface Mark {
  instant: string;
  id: string;
}

/** The cursor of a mark. */
export const cursorOf = ({ instant, id }: Mark): string => Buffer.from(`${instant} ${id}`).toString('base64url');

/** The mark of a cursor that the API issued; throws VALIDATION for any other. */
export function markOf(cursor: string): Mark {
  const [instant = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (
    id === '' ||
    id.includes('\u0000') ||
    !readable.safeParse(instant).success ||
    cursorOf({ instant, id }) !== cursor
  )
    throw invalidCursor();
  return { instant, id };
}

/** The cursor of a version, in a list from the newest down. */
export const versionCursor = (version: number): string => Buffer.from(`before ${version}`).toString('base64url');

/** The version of a cursor that the API issued; throws VALIDATION for any other. */
export function versionOf(cursor: string): number {
  const version = Number(/^before (\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1]);
  if (!Number.isInteger(version) || version > 2_147_483_647) throw invalidCursor();
  return version;
}

/** The cursor of a key, for example a SKU or a location id, in a list ordered by it. */
export const keyCursor = (key: string): string => Buffer.from(key).toString('base64url');

/** The key after which the page begins; without a cursor the list begins at its start. */
export const keyOfCursor = (cursor: string | undefined): string =>
  cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8').replaceAll('\u0000', '');

/** The problem of a cursor that the API did not issue. */
export const invalidCursor = (): Problem =>
  new Problem('VALIDATION', 'the cursor is not one of ours', {
    errors: [{ pointer: '/cursor', detail: 'use nextCursor of the page before' }],
  });
