// What a parcel weighs for its carrier, and what it costs.
import { sum } from '../values/money.ts';
import { samePlace } from '../values/place.ts';
import type { CarrierTerms, ParcelPart, Rate } from './terms.ts';
import type { Destination } from '../values/place.ts';

/**
 * Grams that a carrier charges: the weight, or what its volume counts as, whichever is more. Unknown weights and
 * volumes count nothing; at least one gram.
 */
export function chargeableGrams(
  { volumetricDivisor }: Pick<CarrierTerms, 'volumetricDivisor'>,
  parts: readonly ParcelPart[],
): number {
  const weight = sum(parts.map((part) => part.quantity * (part.weightGrams ?? 0)));
  const volume = sum(parts.map((part) => part.quantity * (part.volumeCm3 ?? 0)));
  return Math.max(1, weight, volumetricDivisor === null ? 0 : Math.ceil((volume * 1000) / volumetricDivisor));
}

/** The price of a weight: the first weight, then each further weight that was begun. Minor units. */
export function priceOf(
  rate: Pick<Rate, 'firstGrams' | 'firstMinor' | 'furtherGrams' | 'furtherMinor'>,
  grams: number,
): number {
  return rate.firstMinor + Math.max(0, Math.ceil((grams - rate.firstGrams) / rate.furtherGrams)) * rate.furtherMinor;
}

const serves = (rate: Rate, from: Pick<Destination, 'province'>, to: Pick<Destination, 'province' | 'city'>): boolean =>
  (rate.fromProvince === null || samePlace(rate.fromProvince, from.province)) &&
  (rate.toProvince === null || samePlace(rate.toProvince, to.province)) &&
  (rate.toCity === null || samePlace(rate.toCity, to.city));

/** How exactly a lane names its two ends; the goal counts more than the origin. */
const specificity = (rate: Rate): number =>
  4 * Number(rate.toCity !== null) + 2 * Number(rate.toProvince !== null) + Number(rate.fromProvince !== null);

/**
 * The rate of the lane that names the way most exactly; null where the card has none. Two of the same lane cannot be
 * valid on a day: rate-card.ts sees to that.
 */
export function rateFor(
  rates: readonly Rate[],
  from: Pick<Destination, 'province'>,
  to: Pick<Destination, 'province' | 'city'>,
): Rate | null {
  return rates.filter((rate) => serves(rate, from, to)).toSorted((a, b) => specificity(b) - specificity(a))[0] ?? null;
}
