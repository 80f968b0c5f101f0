import { auditRule } from '../facts.ts';

export const buyerNote = auditRule({
  code: 'BUYER_NOTE',
  says: "A buyer's note is for a person to read.",
  find: ({ order }) => (order.hasBuyerNote ? 'The buyer left a note.' : null),
});
