import { eligibility } from '../criterion.ts';

export const sameDay = eligibility({
  name: 'same-day',
  description:
    'An order for the same day goes only where a carrier brings it to the address today, and only while the day of ' +
    'the order lasts there.',
  parameters: {},
  refuse: (candidate, request) => {
    if (!request.sameDay) return null;
    if (candidate.sameDay?.over) return { code: 'DAY_OVER', detail: 'the day of the order has ended there' };
    return candidate.quotes.some((quote) => quote.sameDay)
      ? null
      : { code: 'NO_SAME_DAY', detail: 'no carrier from here delivers there on the same day' };
  },
});
