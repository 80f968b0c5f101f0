/** Compares two texts, by code units, or two whole numbers, for a sort: below 0 when the first is less, 0 if equal. */
export const compare = <T extends string | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
