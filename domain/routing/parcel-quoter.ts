import { quoter, type Origin, type Quote } from '../carriers/quote.ts';
import type { CarrierTerms } from '../carriers/terms.ts';
import type { RoutingRequest } from './request.ts';

/**
 * Says of one place after another what carriers ask for a parcel with all lines of the request; nothing where nothing
 * is sent; without a price as long as nobody knows where to.
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
