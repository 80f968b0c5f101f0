import { auditRule } from '../facts.ts';

export const paymentPending = auditRule({
  code: 'PAYMENT_PENDING',
  says: 'Nothing leaves before every payment is at least authorized; payment on delivery is no pending payment.',
  find: ({ order }) => (order.payments.some(({ status }) => status === 'PENDING') ? 'A payment is pending.' : null),
});
