import { auditRule } from '../facts.ts';
import { foundAtIntake } from '../intake-findings.ts';

export const unknownSku = auditRule({
  code: 'UNKNOWN_SKU',
  says: 'Every line must name a known product; intake has checked.',
  find: (facts) => foundAtIntake(facts, 'UNKNOWN_SKU'),
});
