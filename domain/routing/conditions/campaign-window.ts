import { condition } from '../criterion.ts';

export const campaignWindow = condition({
  name: 'campaign-window',
  description: 'Now lies within the window; its end is outside.',
  parameters: { from: { kind: 'instant' }, to: { kind: 'instant' } },
  range: ['from', 'to'],
  holds: ({ now }, { from, to }) => Date.parse(from) <= now && now < Date.parse(to),
});
