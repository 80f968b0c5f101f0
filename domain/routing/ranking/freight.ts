import { rankingCriterion } from '../criterion.ts';

export const freight = rankingCriterion({
  name: 'freight',
  description: 'The cheapest carrier from there to the buyer, in minor units; unknown comes last.',
  parameters: {},
  score: ({ quotes }) =>
    quotes.reduce<number | null>(
      (least, { freightMinor }) => (freightMinor === null ? least : Math.min(least ?? Infinity, freightMinor)),
      null,
    ),
});
