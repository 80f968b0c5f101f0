// The place of a location relative to the buyer.
import { distanceKm } from '../values/distance.ts';
import { samePlace } from '../values/place.ts';
import type { Candidate, RoutingRequest } from './request.ts';

/** Kilometers to the buyer, rounded to the meter; null where coordinates are unknown. */
export function kmToBuyer(candidate: Candidate, { destination }: RoutingRequest): number | null {
  if (
    candidate.latitude === null ||
    candidate.longitude === null ||
    !destination ||
    destination.latitude === null ||
    destination.longitude === null
  )
    return null;
  return (
    Math.round(
      distanceKm(
        { latitude: candidate.latitude, longitude: candidate.longitude },
        { latitude: destination.latitude, longitude: destination.longitude },
      ) * 1000,
    ) / 1000
  );
}

/**
 * 0 in the same city, 1 in the same province, 2 elsewhere or without a destination; a city counts only within its
 * province.
 */
export function regionTier(candidate: Candidate, { destination }: RoutingRequest): 0 | 1 | 2 {
  if (destination === null || !samePlace(candidate.province, destination.province)) return 2;
  return samePlace(candidate.city, destination.city) ? 0 : 1;
}
