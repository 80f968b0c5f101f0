import type { AuditRule } from '../facts.ts';

/** At least one carrier reaches the address of a delivery. */
export const unreachable: AuditRule = {
  key: 'ADDRESS_UNREACHABLE',
  find: ({ order, carriersReach }) =>
    order.method === 'HOME_DELIVERY' && !carriersReach ? 'No carrier reaches the address.' : null,
};
