import type { AuditRule } from '../facts.ts';

/** A blocked buyer's order waits for a person. */
export const buyerBlocked: AuditRule = {
  key: 'BUYER_BLOCKED',
  find: (facts) => (facts.buyerBlocked ? 'The buyer is blocked.' : null),
};
