import { rankingCriterion } from '../criterion.ts';

export const priority = rankingCriterion({
  name: 'priority',
  description: 'The locations of the list in its order, all others after them.',
  parameters: { locationIds: { kind: 'list', of: { kind: 'text' } } },
  score: (candidate, _request, { locationIds }) => {
    const at = locationIds.indexOf(candidate.locationId);
    return at === -1 ? locationIds.length : at;
  },
});
