// The audit rules that a channel's policy can contain. A new rule is a file in rules/ and a line here; its type, the
// API's check and its documentation follow.
export { addressIncomplete } from './rules/address-incomplete.ts';
export { amountOverLimit } from './rules/amount-over-limit.ts';
export { buyerBlocked } from './rules/buyer-blocked.ts';
export { buyerNote } from './rules/buyer-note.ts';
export { otherCurrency } from './rules/other-currency.ts';
export { paymentPending } from './rules/payment-pending.ts';
export { quantityOverLimit } from './rules/quantity-over-limit.ts';
export { totalsMismatch } from './rules/totals-mismatch.ts';
export { unknownSku } from './rules/unknown-sku.ts';
export { unknownStore } from './rules/unknown-store.ts';
export { unreachable } from './rules/unreachable.ts';
