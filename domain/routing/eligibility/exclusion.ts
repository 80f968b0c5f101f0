import { eligibility } from '../criterion.ts';

export const exclusion = eligibility({
  name: 'exclusion',
  description: 'A location that rejected a line, or let its offer expire, is not asked for it again for a time.',
  parameters: {},
  refuseLine: (line, { candidate, request }) => {
    const excluded =
      !request.ignoreExclusions &&
      request.exclusions.some(
        (one) => one.lineId === line.lineId && one.locationId === candidate.locationId && request.now < one.untilAt,
      );
    return excluded ? { code: 'EXCLUDED', detail: 'refused or let expire every line' } : null;
  },
});
