// The contract of locations, parties and products, built from their declarations.
import { locationFields } from '../../domain/setup/location.ts';
import { partyFields } from '../../domain/setup/party.ts';
import { productFields } from '../../domain/setup/product.ts';
import { objectOf } from './field-in.ts';

/** The set-up of a location: place, party, opening hours, quotas. */
export const LocationIn = objectOf(locationFields);

/** A party; its daily quota covers all its locations, and their quotas must fit into it. */
export const PartyIn = objectOf(partyFields);

/** A product; weight in grams, volume of the packed unit in cm³. */
export const ProductIn = objectOf(productFields);
