import { eligibility } from '../criterion.ts';
import { kmToBuyer } from '../geography.ts';

export const greatestDistance = eligibility({
  name: 'greatest-distance',
  description: 'A location that is farther from the buyer is not asked; an unknown distance excludes no location.',
  parameters: { maxKm: { kind: 'number', min: 0, max: 20_100 } },
  refuse: (candidate, request, { maxKm }) => {
    const km = kmToBuyer(candidate, request);
    return km !== null && km > maxKm ? { code: 'TOO_FAR', detail: `${km} km away, at most ${maxKm} km` } : null;
  },
});
