import { auditRule } from '../facts.ts';
import { foundAtIntake } from '../intake-findings.ts';

export const totalsMismatch = auditRule({
  code: 'TOTALS_MISMATCH',
  says: "The amounts of the order must add up, within the channel's tolerance; intake has checked.",
  find: (facts) => foundAtIntake(facts, 'TOTALS_MISMATCH'),
});
