// What operators set up, as it may be sent: made from its declarations.
import { locationFields } from '../../domain/setup/location.ts';
import { partyFields } from '../../domain/setup/party.ts';
import { productFields } from '../../domain/setup/product.ts';
import { objectOf } from './field-in.ts';

/** The set-up of a location: place, party, opening hours, quotas. */
export const LocationIn = objectOf(locationFields);

/** Its daily quota is over all its locations, and what they have of it must fit. */
export const PartyIn = objectOf(partyFields);

/** A product; weight in grams, volume of the packed unit in cm³. */
export const ProductIn = objectOf(productFields);
