import { ownValue } from '../../values/record.ts';
import { rankingCriterion } from '../criterion.ts';

export const longestUnsold = rankingCriterion({
  name: 'longest-unsold',
  description:
    'The location where the requested products have been unsold longest: by the instant at which the last one ' +
    'left; never (0) first.',
  parameters: {},
  needs: ['unsold'],
  score: (candidate, request) =>
    Math.max(0, ...request.lines.map(({ sku }) => ownValue(candidate.unsoldSince, sku) ?? 0)),
});
