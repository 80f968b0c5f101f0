import { auditRule } from '../facts.ts';

export const paymentPending = auditRule({
  code: 'PAYMENT_PENDING',
  description:
    'Every payment must be at least authorized before goods leave; a payment on delivery does not count as pending.',
  find: ({ order }) => (order.payments.some(({ status }) => status === 'PENDING') ? 'A payment is pending.' : null),
});
