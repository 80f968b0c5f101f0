import type { Method } from '../values/method.ts';

/** The input of the audit rules: the order as it was received, and two facts from outside the order. */
export interface AuditFacts {
  order: {
    method: Method;
    addressComplete: boolean;
    hasBuyerNote: boolean;
    goodsMinor: number;
    discountMinor: number;
    shippingMinor: number;
    currency: string;
    intakeFindings: readonly { code: string; detail: string }[];
    lines: readonly { sku: string; quantity: number }[];
    payments: readonly { status: string }[];
  };
  carriersReach: boolean; // a carrier reaches the address; not checked for a pickup
  buyerBlocked: boolean;
}

/** A channel's terms for a rule: its limit, and the deadline of the hold with its action. */
export interface AuditTerms {
  limit?: number;
  dueSeconds?: number;
  dueAction?: DueAction;
}
export const dueActions = ['RELEASE', 'CANCEL'] as const;
export type DueAction = (typeof dueActions)[number];

/** One audit rule; `find` returns the reason to hold the order as a sentence, or null. One file per rule. */
export interface AuditRule<Code extends string = string> {
  code: Code;
  description: string;
  /** The unit of the channel's limit, if the rule has a limit. */
  limit?: string;
  find: (facts: AuditFacts, terms: AuditTerms) => string | null;
}

/** Declares a rule with its code as a type. */
export const auditRule = <const Code extends string>(declared: AuditRule<Code>): AuditRule<Code> => declared;
