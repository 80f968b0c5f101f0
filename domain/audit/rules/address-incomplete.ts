import { auditRule } from '../facts.ts';

export const addressIncomplete = auditRule({
  code: 'ADDRESS_INCOMPLETE',
  says: 'A parcel needs a whole address; a pickup needs none.',
  find: ({ order }) =>
    order.method === 'HOME_DELIVERY' && !order.addressComplete ? 'The delivery address is incomplete.' : null,
});
