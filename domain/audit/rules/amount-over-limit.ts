import type { AuditRule } from '../facts.ts';

/** The order's amount (goods − discounts + shipping) may equal the limit but not exceed it. */
export const amountOverLimit: AuditRule = {
  key: 'AMOUNT_OVER_LIMIT',
  find: ({ order }, { limit }) => {
    const amountMinor = order.goodsMinor - order.discountMinor + order.shippingMinor;
    return limit !== undefined && amountMinor > limit
      ? `The order's amount of ${amountMinor} exceeds the limit of ${limit} (minor units, ${order.currency}).`
      : null;
  },
};
