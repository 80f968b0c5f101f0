import { rankingCriterion } from '../criterion.ts';

export const creditScore = rankingCriterion({
  name: 'credit-score',
  description: 'The highest credit score first, as what is missing to 100.',
  parameters: {},
  needs: ['credit'],
  score: (candidate) => 100 - candidate.creditScore,
});
