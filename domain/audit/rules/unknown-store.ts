import { intakeFindingDetail } from '../intake-findings.ts';
import type { AuditRule } from '../facts.ts';

/** The chosen store must be one we know; intake has checked. */
export const unknownStore: AuditRule = {
  key: 'UNKNOWN_STORE',
  find: (facts) => intakeFindingDetail(facts, 'UNKNOWN_STORE'),
};
