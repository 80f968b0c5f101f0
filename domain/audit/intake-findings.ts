import type { AuditFacts } from './facts.ts';

/** What intake noted under that code, all notes in one text, or null. */
export function foundAtIntake(facts: AuditFacts, code: string): string | null {
  const details = facts.order.intakeFindings
    .filter((finding) => finding.code === code)
    .map((finding) => finding.detail);
  return details.length > 0 ? details.join(' ') : null;
}
