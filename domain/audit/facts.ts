import type { Order } from '../order/order.ts';
import type { AuditCode, AuditRulePolicy } from '../order/channel-policy.ts';

/** What the automatic checks look at: the order as it came in, and two facts that only the world knows. */
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
  carriersReach: boolean; // some carrier reaches the address; not asked for a pickup
  buyerBlocked: boolean;
}

/** One idea, one file: `find` gives the reason to hold the order as a sentence, or null. */
export interface AuditRule {
  key: AuditCode;
  find: (facts: AuditFacts, policy: AuditRulePolicy) => string | null;
}

/** A reason to hold; its key becomes the hold's key. */
export interface Finding {
  key: AuditCode;
  reason: string;
  dueSeconds?: number;
  dueAction?: 'RELEASE' | 'CANCEL';
}
