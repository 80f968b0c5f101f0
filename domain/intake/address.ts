// The address of an order: when a carrier can use it, and what routing keeps of it.
import { destinationAt, type Destination } from '../values/place.ts';

/** `country` of ISO 3166-1; without one it is the country of the channel. */
export interface IntakeAddress {
  name?: string | null;
  phone?: string | null;
  province?: string | null;
  city?: string | null;
  district?: string | null;
  line?: string | null;
  postcode?: string | null;
  country?: string | null;
  latitude?: number | null;
  longitude?: number | null;
}

/** Countries whose postal addresses need a province; source: the `require` data of libaddressinput, 2026. */
const countriesWithProvince = new Set([
  ...['AE', 'AS', 'AU', 'BR', 'CA', 'CN', 'CO', 'CR', 'ES', 'FM', 'HK', 'HN', 'ID', 'IN', 'IQ', 'IT', 'JM', 'JP', 'KN'],
  ...['KR', 'KY', 'MH', 'MP', 'MX', 'NR', 'PF', 'PG', 'PW', 'RU', 'SO', 'SV', 'TW', 'UM', 'US', 'VE', 'VI', 'VN'],
]);

const isThere = (part: string | null | undefined): boolean => typeof part === 'string' && part.trim() !== '';

/**
 * Says whether a carrier can use the address: it has a name, a phone number, a city and a street line, and a province
 * where its country has them.
 */
export const isComplete = (address: IntakeAddress | null, homeCountry: string): boolean =>
  address !== null &&
  [address.name, address.phone, address.city, address.line].every(isThere) &&
  (isThere(address.province) || !countriesWithProvince.has(address.country ?? homeCountry));

/**
 * The destination without personal data; null when the city is unknown. Where an address has no province, its city
 * stands for it, as in Berlin.
 */
export function destinationOf(address: IntakeAddress | null, homeCountry: string): Destination | null {
  const province = provinceOf(address, homeCountry);
  return address?.city && province ? destinationAt({ ...address, province, city: address.city }) : null;
}

function provinceOf(address: IntakeAddress | null, homeCountry: string): string | null {
  if (!address) return null;
  if (isThere(address.province)) return address.province ?? null;
  return countriesWithProvince.has(address.country ?? homeCountry) ? null : (address.city ?? null);
}

/** The address with the buyer's name and phone number where it has none of its own. */
export const withRecipient = (
  address: IntakeAddress,
  buyer: { name?: string | null; phone?: string | null },
): IntakeAddress => ({
  ...address,
  name: isThere(address.name) ? address.name : buyer.name,
  phone: isThere(address.phone) ? address.phone : buyer.phone,
});
