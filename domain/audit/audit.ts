import type { AuditFacts, AuditTerms } from './facts.ts';
import { ruleOf, type AuditCode, type AuditRulePolicy } from './rules.ts';

/** A reason to hold; its key becomes the hold's key. */
export interface Finding extends Pick<AuditTerms, 'dueSeconds' | 'dueAction'> {
  key: AuditCode;
  reason: string;
}

/**
 * Runs the channel's checks in its order; no finding means the order flows on. At most one finding per key, the first
 * that applies.
 */
export function audit(facts: AuditFacts, policy: readonly AuditRulePolicy[]): Finding[] {
  const findings = new Map<AuditCode, Finding>();
  for (const terms of policy) {
    const key = terms.rule;
    const reason = findings.has(key) ? null : ruleOf(key).find(facts, terms);
    if (reason !== null) findings.set(key, { key, reason, ...due(terms) });
  }
  return [...findings.values()];
}

function due({ dueSeconds, dueAction }: AuditTerms): Pick<Finding, 'dueSeconds' | 'dueAction'> {
  return { ...(dueSeconds === undefined ? {} : { dueSeconds }), ...(dueAction === undefined ? {} : { dueAction }) };
}
