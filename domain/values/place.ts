// Place names in a canonical form, so that capitals, accents, spaces and full-width letters do not make a difference.
const mostKept = 10_000;
const kept = new Map<string, string>();

/**
 * The form in which place names are compared: lower case, Latin letters without accents, half width, single spaces. A
 * canonical name stays unchanged.
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

/** Says whether both texts name the same place. */
export const samePlace = (one: string, other: string): boolean => one === other || placeName(one) === placeName(other);

/**
 * The destination of a parcel as routing and carriers need it: no street, no name. Province, city and district are
 * place names in canonical form.
 */
export interface Destination {
  province: string;
  city: string;
  district: string | null;
  latitude: number | null;
  longitude: number | null;
}

/** A destination with its names in canonical form. */
export const destinationAt = (
  named: Pick<Destination, 'province' | 'city'> & {
    [Name in 'district' | 'latitude' | 'longitude']?: Destination[Name] | undefined;
  },
): Destination => ({
  province: placeName(named.province),
  city: placeName(named.city),
  district: named.district ? placeName(named.district) : null,
  latitude: named.latitude ?? null,
  longitude: named.longitude ?? null,
});
