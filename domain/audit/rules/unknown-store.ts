import { intakeFindingDetail } from '../intake-findings.ts';
import type { AuditRule } from '../facts.ts';

/** The chosen store is one that the database has; intake made the check. */
export const unknownStore: AuditRule = {
  key: 'UNKNOWN_STORE',
  find: (facts) => intakeFindingDetail(facts, 'UNKNOWN_STORE'),
};
