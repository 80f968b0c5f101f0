import { eligibility } from '../criterion.ts';

export const exclusion = eligibility({
  name: 'exclusion',
  description: 'A location that refused or slept is not asked again for that line for a time.',
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
