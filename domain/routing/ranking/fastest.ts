import { rankingCriterion } from '../criterion.ts';

export const fastest = rankingCriterion({
  name: 'fastest',
  description: 'The fewest days that a carrier needs from there; unknown comes last.',
  parameters: {},
  score: ({ quotes }) =>
    quotes.reduce<number | null>(
      (least, { days }) => (days === null ? least : Math.min(least ?? Infinity, days)),
      null,
    ),
});
