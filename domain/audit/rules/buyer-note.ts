import type { AuditRule } from '../facts.ts';

/** A buyer's note is for a person to read. */
export const buyerNote: AuditRule = {
  key: 'BUYER_NOTE',
  find: ({ order }) => (order.hasBuyerNote ? 'The buyer left a note.' : null),
};
