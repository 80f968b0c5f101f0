import { auditRule } from '../facts.ts';

export const buyerNote = auditRule({
  code: 'BUYER_NOTE',
  description: "A buyer's note is held until an operator has read it.",
  find: ({ order }) => (order.hasBuyerNote ? 'The buyer left a note.' : null),
});
