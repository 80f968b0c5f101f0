// What a carrier offers, as data: where it goes, how fast, for how much. Places are kept by their placeName, by which
// the database finds them.

/**
 * A part of the map that a carrier serves, or not although it serves what lies around it; a district of null means the
 * whole city, a city of null the whole province.
 */
export interface ServiceArea {
  province: string;
  city: string | null;
  district: string | null;
  served: boolean;
}

/**
 * The price of a lane: so much for the first weight, so much for each further weight begun. null is anywhere. Amounts
 * in minor units, weights in grams.
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
  transitDays: number; // days from the hand-over before the cut-off to the door
}

export interface CarrierTerms {
  id: string;
  areas: readonly ServiceArea[]; // nothing served named = everywhere but what is excluded
  volumetricDivisor: number | null; // cm³ that count as a kilogram; null = only weight counts
  // local minute of the day at the location after which a parcel leaves a day later; null = none
  cutOffMinute: number | null;
  sameDayRadiusKm: number | null; // null = no same-day delivery
  rates: readonly Rate[]; // those of the day
}

/** What goes into one parcel; null where a product's weight or volume is not known. */
export interface ParcelPart {
  quantity: number;
  weightGrams: number | null;
  volumeCm3: number | null;
}
