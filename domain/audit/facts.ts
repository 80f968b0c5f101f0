import type { Order } from '../order/order.ts';
import type { AuditCode, AuditRulePolicy } from '../order/channel-policy.ts';

/** The input of the audit rules: the order as it was received, and two facts from outside the order. */
export interface AuditFacts {
  order: Pick<
    Order,
    | 'method'
    | 'addressComplete'
    | 'hasBuyerNote'
    | 'goodsMinor'
    | 'discountMinor'
    | 'shippingMinor'
    | 'currency'
    | 'intakeFindings'
  > & {
    lines: readonly { sku: string; quantity: number }[];
    payments: readonly { status: Order['payments'][number]['status'] }[];
  };
  carriersReach: boolean; // a carrier reaches the address; not checked for a pickup
  buyerBlocked: boolean;
}

/** One audit rule; `find` returns the reason to hold the order as a sentence, or null. One file per rule. */
export interface AuditRule {
  key: AuditCode;
  find: (facts: AuditFacts, policy: AuditRulePolicy) => string | null;
}

/** A reason to hold the order; its key becomes the hold's key. */
export interface Finding {
  key: AuditCode;
  reason: string;
  dueSeconds?: number;
  dueAction?: 'RELEASE' | 'CANCEL';
}
