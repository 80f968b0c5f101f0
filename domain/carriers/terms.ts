// A carrier's terms as data: areas, cut-off, rates. Names of places are stored as their placeName, so that the database
// can look them up.

/**
 * An area that a carrier serves, or excludes from a wider area. A district of null is the whole city, a city of null
 * the whole province.
 */
export interface ServiceArea {
  province: string;
  city: string | null;
  district: string | null;
  served: boolean;
}

/**
 * The price of a lane: an amount for the first weight and one for each further weight that is begun. null matches any
 * place. Amounts in minor units, weights in grams.
 */
export interface Rate {
  zone: string;
  fromProvince: string | null;
  toProvince: string | null;
  toCity: string | null;
  firstGrams: number;
  firstMinor: number;
  furtherGrams: number;
  furtherMinor: number;
  transitDays: number; // days from a hand-over before the cut-off to delivery
}

export interface CarrierTerms {
  id: string;
  areas: readonly ServiceArea[]; // without a served area: everywhere except the exclusions
  volumetricDivisor: number | null; // cm³ that count as one kilogram; null: only the weight counts
  // local minute of the day after which a parcel leaves one day later; null: no cut-off
  cutOffMinute: number | null;
  sameDayRadiusKm: number | null; // null: no same-day delivery
  rates: readonly Rate[]; // valid on the day of the request
}

/** One product of a parcel; null where its weight or volume is unknown. */
export interface ParcelPart {
  quantity: number;
  weightGrams: number | null;
  volumeCm3: number | null;
}
