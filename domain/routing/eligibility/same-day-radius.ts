import { eligibility } from '../criterion.ts';
import { kmToBuyer } from '../geography.ts';

export const sameDayRadius = eligibility({
  name: 'same-day-radius', says: 'An order for the same day goes only where a carrier offers it, within this radius; an unknown distance is not within it.', parameters: { maxKm: { kind: 'number', min: 0, max: 1000 } },
  refuse: (candidate, request, { maxKm }) => {
    if (!request.sameDay) return null;
    const km = kmToBuyer(candidate, request);
    if (km === null || km > maxKm) return { code: 'OUTSIDE_SAME_DAY', detail: km === null ? 'its distance is unknown' : `${km} km away, same-day delivery reaches ${maxKm} km` };
    return candidate.quotes.some((quote) => quote.sameDay) ? null : { code: 'OUTSIDE_SAME_DAY', detail: 'no carrier from here delivers on the same day' };
  },
});
