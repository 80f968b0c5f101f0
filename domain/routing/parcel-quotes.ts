import { quotesFor, type Quote } from '../carriers/quote.ts';
import type { CarrierTerms } from '../carriers/terms.ts';
import type { Candidate, RoutingRequest } from './request.ts';

/** What the carriers that come to a location ask for one parcel with all lines of the request; nobody where nothing is sent; without a price as long as nobody knows where to. */
export function parcelQuotes(
  carriers: readonly CarrierTerms[], from: Pick<Candidate, 'province' | 'city' | 'latitude' | 'longitude' | 'collecting' | 'localMinute'>, { method, destination, lines }: Pick<RoutingRequest, 'method' | 'destination' | 'lines'>,
): Quote[] {
  if (method !== 'HOME_DELIVERY') return [];
  if (destination === null) return carriers.filter(({ id }) => from.collecting.includes(id)).map(({ id }) => ({ carrierId: id, freightMinor: null, days: null, sameDay: false }));
  return quotesFor(carriers, from.collecting, { from: { ...from, district: null }, to: destination, parts: lines, localMinute: from.localMinute });
}
