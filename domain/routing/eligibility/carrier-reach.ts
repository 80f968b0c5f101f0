import { eligibility } from '../criterion.ts';

export const carrierReach = eligibility({
  name: 'carrier-reach',
  description: 'A location that delivers needs a carrier that collects there and reaches the buyer.',
  parameters: {},
  refuse: (candidate, request) => {
    if (request.method !== 'HOME_DELIVERY' || candidate.quotes.length > 0) return null;
    return {
      code: 'CARRIER_UNREACHABLE',
      detail:
        request.carriers.length === 0 ? 'no carrier reaches the address' : 'no carrier from here reaches the address',
    };
  },
});
