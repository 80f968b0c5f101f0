// The differences between two profiles by JSON pointer.
import type { ProfileData } from './profile.ts';

/** `a` or `b` is absent where only the other profile has a value. */
export interface Difference {
  pointer: string;
  a?: unknown;
  b?: unknown;
}

/** The differences in the order in which they appear; empty for equal profiles. */
export const differencesOf = (a: ProfileData, b: ProfileData): Difference[] => differing(a, b, '');

function differing(a: unknown, b: unknown, pointer: string): Difference[] {
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b))
    return Object.is(a, b) ? [] : [{ pointer, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differing(a[key], b[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
