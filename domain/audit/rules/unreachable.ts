import { auditRule } from '../facts.ts';

export const unreachable = auditRule({
  code: 'ADDRESS_UNREACHABLE',
  description: 'At least one carrier reaches the address of a delivery.',
  find: ({ order, carriersReach }) =>
    order.method === 'HOME_DELIVERY' && !carriersReach ? 'No carrier reaches the address.' : null,
});
