import { auditRule } from '../facts.ts';

export const buyerBlocked = auditRule({
  code: 'BUYER_BLOCKED',
  description: 'An order of a blocked buyer is held for an operator.',
  find: (facts) => (facts.buyerBlocked ? 'The buyer is blocked.' : null),
});
