import { auditRule } from '../facts.ts';

export const quantityOverLimit = auditRule({
  code: 'QUANTITY_OVER_LIMIT',
  description:
    'The quantity of each line may equal the limit but not exceed it; the reason names the first line over it.',
  limit: 'the units of a line',
  find: ({ order }, { limit }) => {
    const line = order.lines.find(({ quantity }) => limit !== undefined && quantity > limit);
    return line ? `${line.quantity} of ${line.sku} exceed the limit of ${limit} a line.` : null;
  },
});
