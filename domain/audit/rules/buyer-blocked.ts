import type { AuditRule } from '../facts.ts';

/** An order of a blocked buyer is held for an operator. */
export const buyerBlocked: AuditRule = {
  key: 'BUYER_BLOCKED',
  find: (facts) => (facts.buyerBlocked ? 'The buyer is blocked.' : null),
};
