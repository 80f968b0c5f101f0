// All audit rules that a channel's policy can name. A new rule is a code in channel-policy.ts, a file in rules/ and an
// entry here.
import type { AuditCode } from '../order/channel-policy.ts';
import type { AuditRule } from './facts.ts';
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

export const auditRules: Record<AuditCode, AuditRule> = {
  ADDRESS_INCOMPLETE: addressIncomplete,
  ADDRESS_UNREACHABLE: unreachable,
  AMOUNT_OVER_LIMIT: amountOverLimit,
  QUANTITY_OVER_LIMIT: quantityOverLimit,
  BUYER_NOTE: buyerNote,
  BUYER_BLOCKED: buyerBlocked,
  PAYMENT_PENDING: paymentPending,
  TOTALS_MISMATCH: totalsMismatch,
  UNKNOWN_SKU: unknownSku,
  UNKNOWN_STORE: unknownStore,
};
