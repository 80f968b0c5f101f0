import { auditRule } from '../facts.ts';
import { intakeFindingDetail } from '../intake-findings.ts';

export const unknownStore = auditRule({
  code: 'UNKNOWN_STORE',
  description: 'The chosen store is a known one; intake made the check.',
  find: (facts) => intakeFindingDetail(facts, 'UNKNOWN_STORE'),
});
