import { quoter, type Origin, type Quote } from '../carriers/quote.ts';
import type { CarrierTerms } from '../carriers/terms.ts';
import type { RoutingRequest } from './request.ts';

/**
 * Returns a function that quotes a parcel with all lines of the request from one origin after another: no quotes for a
 * pickup, and quotes without a price while the destination is unknown.
 */
export function parcelQuoter(
  carriers: readonly CarrierTerms[],
  { method, destination, lines }: Pick<RoutingRequest, 'method' | 'destination' | 'lines'>,
): (from: Origin) => Quote[] {
  if (method !== 'HOME_DELIVERY') return () => [];
  if (destination === null)
    return ({ collectingCarriers }) =>
      carriers
        .filter(({ id }) => collectingCarriers.includes(id))
        .map(({ id }) => ({ carrierId: id, freightMinor: null, days: null, sameDay: false }));
  return quoter(carriers, { to: destination, parts: lines });
}
