import type { AuditRule } from '../facts.ts';

/** An order with a buyer's note is held until an operator has read it. */
export const buyerNote: AuditRule = {
  key: 'BUYER_NOTE',
  find: ({ order }) => (order.hasBuyerNote ? 'The buyer left a note.' : null),
};
