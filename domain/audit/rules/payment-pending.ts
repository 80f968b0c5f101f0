import type { AuditRule } from '../facts.ts';

/** Goods leave only when every payment is at least authorized; a payment on delivery does not count as pending. */
export const paymentPending: AuditRule = {
  key: 'PAYMENT_PENDING',
  find: ({ order }) => (order.payments.some(({ status }) => status === 'PENDING') ? 'A payment is pending.' : null),
};
