import { auditRule } from '../facts.ts';
import { intakeFindingDetail } from '../intake-findings.ts';

export const totalsMismatch = auditRule({
  code: 'TOTALS_MISMATCH',
  description: "The order's amounts add up within the channel's tolerance; intake made the check.",
  find: (facts) => intakeFindingDetail(facts, 'TOTALS_MISMATCH'),
});
