// All audit rules that that a channel's policy can order. A new rule is a file in rules/ and an
// entry here: its code is a type, the API
// takes it, and the documents say what it does.
import type { AuditRule, AuditTerms } from './facts.ts';
import { addressIncomplete } from './rules/address-incomplete.ts';
import { amountOverLimit } from './rules/amount-over-limit.ts';
import { buyerBlocked } from './rules/buyer-blocked.ts';
import { buyerNote } from './rules/buyer-note.ts';
import { paymentPending } from './rules/payment-pending.ts';
import { quantityOverLimit } from './rules/quantity-over-limit.ts';
import { totalsMismatch } from './rules/totals-mismatch.ts';
import { unknownSku } from './rules/unknown-sku.ts';
import { unknownStore } from './rules/unknown-store.ts';
import { unreachable } from './rules/unreachable.ts';

const rules = [
  addressIncomplete,
  unreachable,
  amountOverLimit,
  quantityOverLimit,
  buyerNote,
  buyerBlocked,
  paymentPending,
  totalsMismatch,
  unknownSku,
  unknownStore,
] as const;

export type AuditCode = (typeof rules)[number]['code'];
export const auditRules: readonly AuditRule<AuditCode>[] = rules;
export const auditCodes: readonly AuditCode[] = rules.map(({ code }) => code);

/** One rule as a channel orders it. */
export interface AuditRulePolicy extends AuditTerms {
  rule: AuditCode;
}

const byCode: ReadonlyMap<AuditCode, AuditRule> = new Map(rules.map((rule) => [rule.code, rule]));

/** The rule of a code; throws on a code that is none, because leaving a check out would let an order pass. */
export function ruleOf(code: AuditCode): AuditRule {
  const found = byCode.get(code);
  if (!found) throw new RangeError(`There is no audit rule ${String(code)}`);
  return found;
}
