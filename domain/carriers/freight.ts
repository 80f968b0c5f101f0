// Chargeable weight and price of a parcel.
import { sum } from '../values/money.ts';
import { samePlace } from '../values/place.ts';
import type { CarrierTerms, ParcelPart, Rate } from './terms.ts';
import type { Destination } from '../values/place.ts';

/**
 * Grams that a carrier charges: the actual or the volumetric weight, whichever is more. Unknown weights and volumes
 * count as 0; the result is at least 1.
 */
export function chargeableGrams(
  { volumetricDivisor }: Pick<CarrierTerms, 'volumetricDivisor'>,
  parts: readonly ParcelPart[],
): number {
  const weight = sum(parts.map((part) => part.quantity * (part.weightGrams ?? 0)));
  const volume = sum(parts.map((part) => part.quantity * (part.volumeCm3 ?? 0)));
  return Math.max(1, weight, volumetricDivisor === null ? weight : Math.ceil((volume * 1000) / volumetricDivisor));
}

/** The price of a weight in minor units: the first weight, then each further weight that is begun. */
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

/** How specific a lane is; the destination counts more than the origin. */
const specificity = (rate: Rate): number =>
  4 * Number(rate.toCity !== null) + 2 * Number(rate.toProvince !== null) + Number(rate.fromProvince !== null);

/**
 * The rate of the most specific lane that covers both ends; null when the card has none. A lane has one rate per day:
 * rate-card.ts checks that.
 */
export function rateFor(
  rates: readonly Rate[],
  from: Pick<Destination, 'province'>,
  to: Pick<Destination, 'province' | 'city'>,
): Rate | null {
  return rates.filter((rate) => serves(rate, from, to)).toSorted((a, b) => specificity(b) - specificity(a))[0] ?? null;
}
