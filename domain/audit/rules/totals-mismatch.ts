import { intakeFindingDetail } from '../intake-findings.ts';
import type { AuditRule } from '../facts.ts';

/** The amounts of the order must add up, within the channel's tolerance; intake has checked. */
export const totalsMismatch: AuditRule = {
  key: 'TOTALS_MISMATCH',
  find: (facts) => intakeFindingDetail(facts, 'TOTALS_MISMATCH'),
};
