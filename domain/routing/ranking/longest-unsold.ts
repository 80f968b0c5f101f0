import { rankingCriterion } from '../criterion.ts';

export const longestUnsold = rankingCriterion({
  name: 'longest-unsold',
  description:
    'Where the goods lie longest: by the latest instant at which one of the asked products left; never (0) first.',
  parameters: {},
  needs: ['unsold'],
  score: (candidate, request) =>
    request.lines.reduce(
      (latest, { sku }) =>
        Math.max(latest, Object.hasOwn(candidate.unsoldSince, sku) ? (candidate.unsoldSince[sku] ?? 0) : 0),
      0,
    ),
});
