import type { AuditRule } from '../facts.ts';

/** Nothing leaves before every payment is at least authorized; payment on delivery is no pending payment. */
export const paymentPending: AuditRule = {
  key: 'PAYMENT_PENDING',
  find: ({ order }) => (order.payments.some(({ status }) => status === 'PENDING') ? 'A payment is pending.' : null),
};
