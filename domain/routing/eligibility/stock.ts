import { stockOf } from '../capacity.ts';
import { eligibility } from '../criterion.ts';

export const stock = eligibility({
  name: 'stock',
  description: 'A location needs at least one unit, after safety stock, of what is asked.',
  parameters: {},
  refuse: (candidate, request) =>
    request.lines.some((line) => stockOf(candidate, line.sku) > 0)
      ? null
      : { code: 'NO_STOCK', detail: 'has nothing of what is needed' },
});
