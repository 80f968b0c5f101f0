import { auditRule } from '../facts.ts';

export const buyerBlocked = auditRule({
  code: 'BUYER_BLOCKED',
  says: "A blocked buyer's order waits for a person.",
  find: (facts) => (facts.buyerBlocked ? 'The buyer is blocked.' : null),
});
