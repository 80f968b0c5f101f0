import { intakeFindingDetail } from '../intake-findings.ts';
import type { AuditRule } from '../facts.ts';

/** Every line names a product that the database has; intake made the check. */
export const unknownSku: AuditRule = { key: 'UNKNOWN_SKU', find: (facts) => intakeFindingDetail(facts, 'UNKNOWN_SKU') };
