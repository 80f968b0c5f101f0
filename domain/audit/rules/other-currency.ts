import { auditRule } from '../facts.ts';
import { intakeFindingDetail } from '../intake-findings.ts';

export const otherCurrency = auditRule({
  code: 'OTHER_CURRENCY',
  description: 'The order is in the currency in which its channel sells; intake made the check.',
  find: (facts) => intakeFindingDetail(facts, 'OTHER_CURRENCY'),
});
