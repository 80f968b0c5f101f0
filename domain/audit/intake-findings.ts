import type { AuditCode } from '../order/channel-policy.ts';
import type { AuditFacts } from './facts.ts';

/** What intake noted under that code, all notes in one text, or null. */
export function intakeFindingDetail(facts: AuditFacts, code: AuditCode): string | null {
  const details = facts.order.intakeFindings
    .filter((finding) => finding.code === code)
    .map((finding) => finding.detail);
  return details.length > 0 ? details.join(' ') : null;
}
