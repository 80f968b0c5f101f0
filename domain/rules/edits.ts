// Changes of address and dates, until the first label is created.

import { note } from '../order/change.ts';
import { refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import type { WaybillStatus } from '../order/states.ts';

/** A label that failed, perhaps because of the address, does not fix the address. */
const noLabel = new Set<WaybillStatus>(['FAILED', 'VOIDED']);

export const editRules: Rules<'amendOrder'> = {
  amendOrder: {
    refuse: (view) =>
      view.fulfillmentOrders.some((f) => f.waybill !== null && !noLabel.has(f.waybill.status))
        ? refusal('TOO_LATE', 'a label exists: address and dates are printed on it')
        : null,
    apply: (change, { destination, addressComplete, shipByAt }) => {
      if (destination) change.order.destination = destination;
      if (addressComplete !== null) change.order.addressComplete = addressComplete;
      if (shipByAt !== null) change.order.shipByAt = shipByAt;
      for (const fo of change.order.fulfillmentOrders)
        if (shipByAt !== null && fo.status === 'IN_PROGRESS' && fo.method === 'HOME_DELIVERY') fo.dueAt = shipByAt;
      note(change, { machine: 'NOTE', subjectId: change.order.id, from: null, to: 'AMENDED' });
      return { amended: true };
    },
  },
};
