import type { AuditRule } from '../facts.ts';

/** A parcel needs a whole address; a pickup needs none. */
export const addressIncomplete: AuditRule = {
  key: 'ADDRESS_INCOMPLETE',
  find: ({ order }) =>
    order.method === 'HOME_DELIVERY' && !order.addressComplete ? 'The delivery address is incomplete.' : null,
};
