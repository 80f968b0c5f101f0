import { auditRule } from '../facts.ts';

export const paymentPending = auditRule({
  code: 'PAYMENT_PENDING',
  description:
    'Nothing leave only when every payment is at least authorized; a payment on delivery does not count as pending.',
  find: ({ order }) => (order.payments.some(({ status }) => status === 'PENDING') ? 'A payment is pending.' : null),
});
