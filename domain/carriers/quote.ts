import { distanceKm } from '../geo.ts';
import { chargeableGrams, priceOf, rateFor } from './freight.ts';
import { reaches } from './reach.ts';
import type { CarrierTerms, ParcelPart, Place } from './terms.ts';

/** What a carrier asks for one parcel; null where its card does not say. `days` counts from today to the door, the cut-off considered. */
export interface Quote { carrierId: string; freightMinor: number | null; days: number | null; sameDay: boolean }

export interface Shipping { from: Place; to: Place; parts: readonly ParcelPart[]; localMinute: number }

/** The quotes of the carriers that reach the address, by id. `collects` are those that come to the location; `localMinute` is the minute of its day now. */
export function quotesFor(carriers: readonly CarrierTerms[], collects: readonly string[], shipping: Shipping): Quote[] {
  return carriers
    .filter((carrier) => collects.includes(carrier.id) && reaches(carrier.areas, shipping.to))
    .map((carrier) => quote(carrier, shipping))
    .toSorted((a, b) => (a.carrierId < b.carrierId ? -1 : 1));
}

function quote(carrier: CarrierTerms, { from, to, parts, localMinute }: Shipping): Quote {
  const rate = rateFor(carrier.rates, from, to);
  const late = carrier.cutOffMinute !== null && localMinute >= carrier.cutOffMinute;
  const sameDay = !late && isWithin(carrier.sameDayRadiusKm, from, to);
  return {
    carrierId: carrier.id, sameDay,
    freightMinor: rate && priceOf(rate, chargeableGrams(carrier, parts)),
    days: sameDay ? 0 : rate && rate.transitDays + Number(late),
  };
}

function isWithin(radiusKm: number | null, from: Place, to: Place): boolean {
  if (radiusKm === null || from.latitude === null || from.longitude === null || to.latitude === null || to.longitude === null) return false;
  return distanceKm({ latitude: from.latitude, longitude: from.longitude }, { latitude: to.latitude, longitude: to.longitude }) <= radiusKm;
}
