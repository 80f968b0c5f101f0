import { intakeFindingDetail } from '../intake-findings.ts';
import type { AuditRule } from '../facts.ts';

/** Every line must name a product we know; intake has checked. */
export const unknownSku: AuditRule = { key: 'UNKNOWN_SKU', find: (facts) => intakeFindingDetail(facts, 'UNKNOWN_SKU') };
