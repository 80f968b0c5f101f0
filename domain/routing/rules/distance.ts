import { distanceKm } from '../../geo.ts';
import type { RoutingRule } from '../request.ts';

/** Kilometers to the buyer, to the meter; unknown coordinates rank last and never eliminate. */
export const distance: RoutingRule = {
  name: 'distance',
  score: (candidate, request) => {
    const from = coordinates(candidate);
    const to = request.destination && coordinates(request.destination);
    return from && to ? Math.round(distanceKm(from, to) * 1000) / 1000 : Number.MAX_SAFE_INTEGER;
  },
};

function coordinates(place: { latitude: number | null; longitude: number | null }): { latitude: number; longitude: number } | null {
  return place.latitude === null || place.longitude === null ? null : { latitude: place.latitude, longitude: place.longitude };
}
