import type { AuditRule } from '../facts.ts';

/** A delivery needs a complete address; a pickup needs none. */
export const addressIncomplete: AuditRule = {
  key: 'ADDRESS_INCOMPLETE',
  find: ({ order }) =>
    order.method === 'HOME_DELIVERY' && !order.addressComplete ? 'The delivery address is incomplete.' : null,
};
