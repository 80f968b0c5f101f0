import { auditRule } from '../facts.ts';
import { intakeFindingDetail } from '../intake-findings.ts';

export const unknownSku = auditRule({
  code: 'UNKNOWN_SKU',
  description: 'Every line names a known product; intake made the check.',
  find: (facts) => intakeFindingDetail(facts, 'UNKNOWN_SKU'),
});
