import { auditRule } from '../facts.ts';

export const buyerNote = auditRule({
  code: 'BUYER_NOTE',
  description: "An order with a buyer's note is held until an operator has read the note.",
  find: ({ order }) => (order.hasBuyerNote ? 'The buyer left a note.' : null),
});
