import { eligibility } from '../criterion.ts';
import { kmToBuyer } from '../geography.ts';

export const sameDayRadius = eligibility({
  name: 'same-day-radius',
  description:
    'An order for the same day goes only to locations within this radius, however far their carriers go; an unknown ' +
    'distance is not within it.',
  parameters: { maxKm: { kind: 'number', min: 0, max: 1000 } },
  refuse: (candidate, request, { maxKm }) => {
    if (!request.sameDay) return null;
    const km = kmToBuyer(candidate, request);
    return km === null || km > maxKm
      ? {
          code: 'OUTSIDE_SAME_DAY',
          detail: km === null ? 'its distance is unknown' : `${km} km away, same-day delivery reaches ${maxKm} km`,
        }
      : null;
  },
});
