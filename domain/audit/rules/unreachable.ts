import { auditRule } from '../facts.ts';

export const unreachable = auditRule({
  code: 'ADDRESS_UNREACHABLE',
  says: 'Some carrier must reach the address of a parcel.',
  find: ({ order, carriersReach }) =>
    order.method === 'HOME_DELIVERY' && !carriersReach ? 'No carrier reaches the address.' : null,
});
