import { samePlace } from '../values/place.ts';
import type { ServiceArea } from './terms.ts';
import type { Destination } from '../values/place.ts';

const matches = (area: ServiceArea, to: Pick<Destination, 'province' | 'city' | 'district'>): boolean =>
  samePlace(area.province, to.province) &&
  (area.city === null || samePlace(area.city, to.city)) &&
  (area.district === null || (to.district !== null && samePlace(area.district, to.district)));

const specificity = (area: ServiceArea): number => Number(area.city !== null) + Number(area.district !== null);

/**
 * Says whether a carrier delivers to a place. The most specific area that matches decides, and an exclusion wins over a
 * service of the same precision; without a match, a carrier that only lists exclusions delivers everywhere.
 */
export function reaches(
  areas: readonly ServiceArea[],
  to: Pick<Destination, 'province' | 'city' | 'district'>,
): boolean {
  const named = areas.filter((area) => matches(area, to));
  if (named.length === 0) return !areas.some((area) => area.served);
  const finest = Math.max(...named.map(specificity));
  return named.filter((area) => specificity(area) === finest).every((area) => area.served);
}

/** The carriers that deliver there; all of them while the destination is unknown. */
export const carriersReaching = (
  carriers: readonly { id: string; areas: readonly ServiceArea[] }[],
  to: Pick<Destination, 'province' | 'city' | 'district'> | null,
): string[] => carriers.filter(({ areas }) => to === null || reaches(areas, to)).map(({ id }) => id);
