import { rankingCriterion } from '../criterion.ts';

export const longestUnsold = rankingCriterion({
  name: 'longest-unsold',
  description:
    'The location where the requested products have been unsold longest: by the instant at which the last one ' +
    'left; never (0) first.',
  parameters: {},
  needs: ['unsold'],
  score: (candidate, request) =>
    request.lines.reduce(
      (latest, { sku }) =>
        Math.max(latest, Object.hasOwn(candidate.unsoldSince, sku) ? (candidate.unsoldSince[sku] ?? 0) : 0),
      0,
    ),
});
