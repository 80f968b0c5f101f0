// The names of places in one form, so that capitals, accents, spaces and full-width letters do not make two places of
// one.
const mostKept = 10_000;
const kept = new Map<string, string>();

/**
 * The form in which names compare: lower case, Latin letters without accents, half-width, single spaces. A name in this
 * form stays as it is.
 */
export function placeName(written: string): string {
  const known = kept.get(written);
  if (known !== undefined) return known;
  const name = written
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (kept.size >= mostKept) kept.clear();
  kept.set(written, name);
  return name;
}

/** Both name the same place. */
export const samePlace = (one: string, other: string): boolean => one === other || placeName(one) === placeName(other);

/** Where the parcel goes, as far as a decision needs it: no street, no name. */
/** Where to, as routing asks: province, city and district by their placeName. */
export interface Destination {
  province: string;
  city: string;
  district: string | null;
  latitude: number | null;
  longitude: number | null;
}
