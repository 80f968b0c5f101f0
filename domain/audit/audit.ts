import type { AuditRulePolicy } from '../order/channel-policy.ts';
import type { AuditFacts, Finding } from './facts.ts';
import { auditRules } from './rules.ts';

/**
 * Runs the channel's audit rules in its order; no finding means that the order goes on to routing. A key has at most
 * one finding: the first one that applies.
 */
export function audit(facts: AuditFacts, policy: readonly AuditRulePolicy[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const rule of policy) {
    const reason = findings.has(rule.rule) ? null : auditRules[rule.rule].find(facts, rule);
    if (reason !== null) findings.set(rule.rule, { key: rule.rule, reason, ...deadlineOf(rule) });
  }
  return [...findings.values()];
}

function deadlineOf({ dueSeconds, dueAction }: AuditRulePolicy): Pick<Finding, 'dueSeconds' | 'dueAction'> {
  return { ...(dueSeconds === undefined ? {} : { dueSeconds }), ...(dueAction === undefined ? {} : { dueAction }) };
}
