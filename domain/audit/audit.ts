import type { AuditFacts, AuditTerms } from './facts.ts';
import { ruleOf, type AuditCode, type AuditRulePolicy } from './rules.ts';

/** A reason to hold; its key becomes the hold's key. */
export interface Finding extends Pick<AuditTerms, 'dueSeconds' | 'dueAction'> {
  key: AuditCode;
  reason: string;
}

/**
 * Runs the channel's audit rules in its order; no finding means that the order goes on to routing. A key has at most
 * one finding: the first one that applies.
 */
export function audit(facts: AuditFacts, policy: readonly AuditRulePolicy[]): Finding[] {
  const findings = new Map<AuditCode, Finding>();
  for (const terms of policy) {
    const key = terms.rule;
    const reason = findings.has(key) ? null : ruleOf(key).find(facts, terms);
    if (reason !== null) findings.set(key, { key, reason, ...deadlineOf(terms) });
  }
  return [...findings.values()];
}

function deadlineOf({ dueSeconds, dueAction }: AuditTerms): Pick<Finding, 'dueSeconds' | 'dueAction'> {
  return { ...(dueSeconds === undefined ? {} : { dueSeconds }), ...(dueAction === undefined ? {} : { dueAction }) };
}
