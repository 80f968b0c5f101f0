// What differs between two profiles, place by place.
import type { ProfileData } from './profile.ts';

/** `a` or `b` is left out where only the other has something there. */
export interface Difference {
  pointer: string;
  a?: unknown;
  b?: unknown;
}

/** The differences by JSON pointer, in the order in which they stand; none when both say the same. */
export const differencesOf = (a: ProfileData, b: ProfileData): Difference[] => differing(a, b, '');

function differing(a: unknown, b: unknown, pointer: string): Difference[] {
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b))
    return Object.is(a, b) ? [] : [{ pointer, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differing(a[key], b[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
