import { condition } from '../criterion.ts';

export const lineCount = condition({
  name: 'line-count',
  description: 'So many lines are to be routed, at least and at most.',
  parameters: {
    min: { kind: 'integer', min: 0, max: 1000, optional: true },
    max: { kind: 'integer', min: 0, max: 1000, optional: true },
  },
  range: ['min', 'max'],
  holds: ({ lines }, { min = 0, max = Infinity }) => lines.length >= min && lines.length <= max,
});
