import { condition } from '../criterion.ts';

export const orderValue = condition({
  name: 'order-value',
  description: 'The value of the goods, less discounts, is within these limits.',
  parameters: {
    minMinor: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
    maxMinor: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
  },
  range: ['minMinor', 'maxMinor'],
  holds: ({ orderValueMinor }, { minMinor = 0, maxMinor = Infinity }) =>
    orderValueMinor >= minMinor && orderValueMinor <= maxMinor,
});
