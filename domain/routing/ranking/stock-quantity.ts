import { itemAt } from '../../values/list.ts';
import { needsOf, stockOf } from '../capacity.ts';
import { rankingCriterion } from '../criterion.ts';

export const stockQuantity = rankingCriterion({
  name: 'stock-quantity',
  description:
    'The most requested units in stock first, as a negative number; each product counts up to so many times ' +
    'the need (1: all locations with enough rank equally).',
  parameters: { upTo: { kind: 'integer', min: 1, max: 1_000_000, optional: true } },
  score: (candidate, request, { upTo = 1_000_000 }) => {
    const { skus, total } = needsOf(request.lines);
    let units = 0;
    for (const [at, sku] of skus.entries()) units += Math.min(stockOf(candidate, sku), itemAt(total, at) * upTo);
    return 0 - units;
  },
});
