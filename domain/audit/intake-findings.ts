import type { AuditFacts } from './facts.ts';

/** The details that intake recorded under this code, joined into one text; null when there are none. */
export function intakeFindingDetail(facts: AuditFacts, code: string): string | null {
  const details = facts.order.intakeFindings
    .filter((finding) => finding.code === code)
    .map((finding) => finding.detail);
  return details.length > 0 ? details.join(' ') : null;
}
