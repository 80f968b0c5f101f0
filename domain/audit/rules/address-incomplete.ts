import { auditRule } from '../facts.ts';

export const addressIncomplete = auditRule({
  code: 'ADDRESS_INCOMPLETE',
  description: 'A delivery needs a complete address; a pickup needs none.',
  find: ({ order }) =>
    order.method === 'HOME_DELIVERY' && !order.addressComplete ? 'The delivery address is incomplete.' : null,
});
