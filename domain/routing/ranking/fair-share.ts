import { rankingCriterion } from '../criterion.ts';

export const fairShare = rankingCriterion({
  name: 'fair-share',
  description: 'Whoever waits longest since the last offer first: its instant; never (0) before all.',
  parameters: {},
  needs: ['lastOffer'],
  score: (candidate) => candidate.lastOfferAt ?? 0,
});
