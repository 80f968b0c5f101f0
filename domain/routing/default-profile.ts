import type { RoutingProfile } from './request.ts';

/** Complete-first, then nearest-first; split only when no one location has everything. The order of the scoring rules is their weight. */
export const defaultProfile: RoutingProfile = {
  version: 1,
  rules: [
    'participation', 'pickup-store', 'chosen-location', 'carrier', 'exclusion', 'stock', 'quota', 'opening',
    'complete', 'preferred', 'tier', 'distance',
  ],
  split: 'BY_QUANTITY',
};
