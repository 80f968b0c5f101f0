// The rules of all messages, by phase: an order is prepared, offered, worked on, shipped or collected; it may be held,
// cancelled, paid. New rules are a file here and a line below.
export { prepareRules } from './prepare.ts';
export { offerRules } from './offers.ts';
export { storeWorkRules } from './store-work.ts';
export { shippingRules } from './shipping.ts';
export { pickupRules } from './pickup.ts';
export { receiptRules } from './receipt.ts';
export { holdRules } from './holds.ts';
export { cancellationRules } from './cancellation.ts';
export { paymentRules } from './payments.ts';
export { editRules } from './edits.ts';
export { buyerRules } from './buyer-choice.ts';
export { operatorRules } from './operator-decisions.ts';
export { deadlineRules } from './deadlines.ts';
