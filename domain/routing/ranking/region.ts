import { rankingCriterion } from '../criterion.ts';
import { regionTier } from '../geography.ts';

export const region = rankingCriterion({
  name: 'region',
  description: 'Same city (0), same province (1), elsewhere or no destination (2).',
  parameters: {},
  score: regionTier,
});
