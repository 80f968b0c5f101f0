import { compare } from '../values/compare.ts';
import { distanceKm } from '../values/distance.ts';
import { chargeableGrams, priceOf, rateFor } from './freight.ts';
import { reaches } from './reach.ts';
import type { CarrierTerms, ParcelPart, Rate } from './terms.ts';
import type { Destination } from '../values/place.ts';

/**
 * A carrier's offer for one parcel; null where its card has no rate. `days` counts from today to delivery and includes
 * the day that is lost after the cut-off.
 */
export interface Quote {
  carrierId: string;
  freightMinor: number | null;
  days: number | null;
  sameDay: boolean;
}

/**
 * The start of a parcel: `collectingCarriers` are the carriers that collect there, `localMinute` is the current local
 * minute of the day.
 */
export interface Origin {
  province: string;
  latitude: number | null;
  longitude: number | null;
  collectingCarriers: readonly string[];
  localMinute: number;
}

/**
 * Returns a function that quotes the carriers reaching the address, by id, for one origin after another; whatever does
 * not depend on the origin is computed once.
 */
export function quoter(
  carriers: readonly CarrierTerms[],
  { to, parts }: { to: Destination; parts: readonly ParcelPart[] },
): (from: Origin) => Quote[] {
  const reaching = carriers
    .filter((carrier) => reaches(carrier.areas, to))
    .toSorted((a, b) => compare(a.id, b.id))
    .map((carrier) => ({ carrier, grams: chargeableGrams(carrier, parts), rates: new Map<string, Rate | null>() }));
  const rateOf = ({ carrier, rates }: (typeof reaching)[number], province: string): Rate | null => {
    const known = rates.get(province);
    if (known !== undefined) return known;
    const rate = rateFor(carrier.rates, { province }, to);
    rates.set(province, rate);
    return rate;
  };
  return (from) =>
    reaching
      .filter(({ carrier }) => from.collectingCarriers.includes(carrier.id))
      .map((one) => {
        const rate = rateOf(one, from.province);
        const late = one.carrier.cutOffMinute !== null && from.localMinute >= one.carrier.cutOffMinute;
        const sameDay = !late && isWithin(one.carrier.sameDayRadiusKm, from, to);
        return {
          carrierId: one.carrier.id,
          freightMinor: rate && priceOf(rate, one.grams),
          days: sameDay ? 0 : rate && rate.transitDays + Number(late),
          sameDay,
        };
      });
}

type OptionalCoordinates = Pick<Destination, 'latitude' | 'longitude'>;

function isWithin(radiusKm: number | null, from: OptionalCoordinates, to: OptionalCoordinates): boolean {
  if (
    radiusKm === null ||
    from.latitude === null ||
    from.longitude === null ||
    to.latitude === null ||
    to.longitude === null
  )
    return false;
  return (
    distanceKm(
      { latitude: from.latitude, longitude: from.longitude },
      { latitude: to.latitude, longitude: to.longitude },
    ) <= radiusKm
  );
}
