import { condition } from '../criterion.ts';

export const lineCount = condition({
  name: 'line-count',
  description: 'The number of lines to route is within these limits.',
  parameters: {
    min: { kind: 'integer', min: 0, max: 1000, optional: true },
    max: { kind: 'integer', min: 0, max: 1000, optional: true },
  },
  range: ['min', 'max'],
  holds: ({ lines }, { min = 0, max = Infinity }) => lines.length >= min && lines.length <= max,
});
