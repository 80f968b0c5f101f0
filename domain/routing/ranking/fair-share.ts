import { rankingCriterion } from '../criterion.ts';

export const fairShare = rankingCriterion({
  name: 'fair-share',
  description:
    'The location whose last offer is longest ago first, by its instant; a location without one (0) before ' +
    'all others.',
  parameters: {},
  needs: ['lastOffer'],
  score: (candidate) => candidate.lastOfferAt ?? 0,
});
