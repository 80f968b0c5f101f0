import type { AuditRule } from '../facts.ts';

/** The quantity of each line may equal the limit but not exceed it; the finding names the first line over it. */
export const quantityOverLimit: AuditRule = {
  key: 'QUANTITY_OVER_LIMIT',
  find: ({ order }, { limit }) => {
    const line = order.lines.find(({ quantity }) => limit !== undefined && quantity > limit);
    return line ? `${line.quantity} of ${line.sku} exceed the limit of ${limit} a line.` : null;
  },
};
