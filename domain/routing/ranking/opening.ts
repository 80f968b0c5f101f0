import { openNow } from '../../values/time.ts';
import { rankingCriterion } from '../criterion.ts';

export const opening = rankingCriterion({
  name: 'opening',
  description: 'Open now (0) before closed now (1).',
  parameters: {},
  score: (candidate, request) => (openNow(candidate.openIntervals, request.now) ? 0 : 1),
});
