import { condition } from '../criterion.ts';

export const orderValue = condition({
  name: 'order-value',
  description: 'The goods of the order, less discounts, are worth at least and at most so much.',
  parameters: {
    minMinor: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
    maxMinor: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER, optional: true },
  },
  range: ['minMinor', 'maxMinor'],
  holds: ({ orderValueMinor }, { minMinor = 0, maxMinor = Infinity }) =>
    orderValueMinor >= minMinor && orderValueMinor <= maxMinor,
});
