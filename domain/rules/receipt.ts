// The receipt: the buyer has everything. It comes after the order is over, and changes its status only.
import { refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';

export const receiptRules: Rules<'confirmReceipt'> = {
  confirmReceipt: {
    refuse: (view) =>
      view.over && (view.status === 'FULFILLED' || view.status === 'COMPLETED')
        ? null
        : refusal('WRONG_STATE', `the order is ${view.status}: a receipt is confirmed when everything has arrived`),
    apply: (change) => {
      change.order.receiptConfirmedAt ??= change.at;
      return { status: 'COMPLETED' };
    },
  },
};
