import type { RoutingRule } from '../request.ts';

/** A location that delivers needs a carrier that collects there and reaches the buyer. */
export const carrier: RoutingRule = {
  name: 'carrier',
  eliminate: (candidate, request) => {
    if (request.method !== 'HOME_DELIVERY') return null;
    if (request.carriers.length === 0) return 'no carrier reaches the address';
    return candidate.carriers.some((name) => request.carriers.includes(name)) ? null : 'no carrier from here reaches the address';
  },
};
