import { auditRule } from '../facts.ts';

export const amountOverLimit = auditRule({
  code: 'AMOUNT_OVER_LIMIT',
  description: "The order's amount (goods − discounts + shipping) may equal the limit but not exceed it.",
  limit: 'the amount of an order, in minor units',
  find: ({ order }, { limit }) => {
    const amountMinor = order.goodsMinor - order.discountMinor + order.shippingMinor;
    return limit !== undefined && amountMinor > limit
      ? `The order's amount of ${amountMinor} exceeds the limit of ${limit} (minor units, ${order.currency}).`
      : null;
  },
});
