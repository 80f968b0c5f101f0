import { rankingCriterion } from '../criterion.ts';
import { kmToBuyer } from '../geography.ts';

export const distance = rankingCriterion({
  name: 'distance',
  description: 'Kilometers to the buyer, to the meter; unknown coordinates come last and never eliminate.',
  parameters: {},
  score: kmToBuyer,
});
