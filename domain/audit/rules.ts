// The register of all audit rules that a channel's policy can contain. A new rule is a file in rules/ and an entry
// here; its type, the API's check and its documentation follow.
import type { AuditRule, AuditTerms } from './facts.ts';
import { addressIncomplete } from './rules/address-incomplete.ts';
import { amountOverLimit } from './rules/amount-over-limit.ts';
import { buyerBlocked } from './rules/buyer-blocked.ts';
import { buyerNote } from './rules/buyer-note.ts';
import { otherCurrency } from './rules/other-currency.ts';
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
  otherCurrency,
  paymentPending,
  totalsMismatch,
  unknownSku,
  unknownStore,
] as const;

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
