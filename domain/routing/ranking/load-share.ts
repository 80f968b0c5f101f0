import { rankingCriterion } from '../criterion.ts';

export const loadShare = rankingCriterion({
  name: 'load-share',
  description: "Today's orders as a share of the quota, the emptiest first; without a quota 0.",
  parameters: {},
  score: ({ quotaTaken, quotaLimit }) => (quotaLimit === null ? 0 : quotaLimit === 0 ? 1 : quotaTaken / quotaLimit),
});
