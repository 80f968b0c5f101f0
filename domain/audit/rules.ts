// What follows from the register: the codes, the rule of each, and the terms of a rule in a channel's policy.
import type { AuditRule, AuditTerms } from './facts.ts';
import * as register from './register.ts';

const rules = Object.values(register);

export type AuditCode = (typeof rules)[number]['code'];
export const auditRules: readonly AuditRule<AuditCode>[] = rules;
export const auditCodes: readonly AuditCode[] = rules.map(({ code }) => code);

/** One rule in a channel's policy, with its terms. */
export interface AuditRulePolicy extends AuditTerms {
  rule: AuditCode;
}

const byCode: ReadonlyMap<AuditCode, AuditRule> = new Map(rules.map((rule) => [rule.code, rule]));

/** The rule with this code; throws RangeError for an unknown code, because a missing check would let orders pass. */
export function ruleOf(code: AuditCode): AuditRule {
  const found = byCode.get(code);
  if (!found) throw new RangeError(`There is no audit rule ${String(code)}`);
  return found;
}
