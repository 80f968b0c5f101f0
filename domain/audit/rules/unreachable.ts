import type { AuditRule } from '../facts.ts';

/** Some carrier must reach the address of a parcel. */
export const unreachable: AuditRule = {
  key: 'ADDRESS_UNREACHABLE',
  find: ({ order, carriersReach }) =>
    order.method === 'HOME_DELIVERY' && !carriersReach ? 'No carrier reaches the address.' : null,
};
