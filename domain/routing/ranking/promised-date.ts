import { nextOpening } from '../../values/time.ts';
import { rankingCriterion } from '../criterion.ts';

export const promisedDate = rankingCriterion({
  name: 'promised-date',
  description:
    'Locations that can hand over before ship-by, opening and handling counted (0), before those that cannot (1); ' +
    'without ship-by all can.',
  parameters: {},
  score: (candidate, request) => {
    if (request.shipByAt === null) return 0;
    const opensAt = nextOpening(candidate.openIntervals, request.now);
    return opensAt !== null && opensAt + request.handlingSeconds * 1000 <= request.shipByAt ? 0 : 1;
  },
});
