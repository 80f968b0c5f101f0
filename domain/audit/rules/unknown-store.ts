import { auditRule } from '../facts.ts';
import { foundAtIntake } from '../intake-findings.ts';

export const unknownStore = auditRule({
  code: 'UNKNOWN_STORE',
  says: 'The chosen store must be a known one; intake has checked.',
  find: (facts) => foundAtIntake(facts, 'UNKNOWN_STORE'),
});
