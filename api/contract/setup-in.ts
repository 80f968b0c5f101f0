// What operators set up, as it may be sent: made from its declarations.
import { locationFields } from '../../domain/setup/location.ts';
import { partyFields } from '../../domain/setup/party.ts';
import { productFields } from '../../domain/setup/product.ts';
import { objectOf } from './field-in.ts';

/** Where, whose, when open, how much a day. */
export const LocationIn = objectOf(locationFields);

/** Its daily quota is over all its locations, and what they have of it must fit. */
export const PartyIn = objectOf(partyFields);

/** What is sold; weight in grams, volume of the packed piece in cm³. */
export const ProductIn = objectOf(productFields);
