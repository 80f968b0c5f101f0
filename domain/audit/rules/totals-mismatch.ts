import { intakeFindingDetail } from '../intake-findings.ts';
import type { AuditRule } from '../facts.ts';

/** The order's amounts add up within the channel's tolerance; intake made the check. */
export const totalsMismatch: AuditRule = {
  key: 'TOTALS_MISMATCH',
  find: (facts) => intakeFindingDetail(facts, 'TOTALS_MISMATCH'),
};
