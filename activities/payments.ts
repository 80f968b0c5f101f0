import type { StoredOrder } from '../db/order/read-order.ts';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import type { Refund } from '../domain/order/order.ts';
import { effect } from './effect.ts';
import type { PaymentPort } from './ports/payment.ts';

/** The activities of the payment provider. */
export function paymentActivities(deps: OrderDeps & { payment: PaymentPort }) {
  return {
    /**
     * Pays a requested refund once. While the provider is away it is retried without end, and after the policy's time
     * attention is raised for finance.
     */
    payRefund: effect(deps, async (loaded, { id, key }) => {
      const { order } = loaded;
      const refund = order.refunds.find((r) => r.id === id && r.status === 'REQUESTED');
      const payment = order.payments.find((p) => p.id === refund?.paymentId);
      if (!refund || !payment) return null;
      await reportIfOverdue(deps, loaded, refund);
      const request = {
        orderRef: order.id,
        paymentReference: payment.reference ?? payment.id,
        amountMinor: refund.amountMinor,
        currency: order.currency,
      };
      const paid = await deps.payment.refund(request, `${key}-${refund.attempt}`);
      return 'reference' in paid
        ? { name: 'refundPaid', body: { refundId: id, reference: paid.reference } }
        : { name: 'refundRefused', body: { refundId: id, detail: paid.refused } };
    }),
    /** Voids an authorization of an order that was cancelled whole. */
    voidPayment: effect(deps, async ({ order }, { id, key }) => {
      const payment = order.payments.find((p) => p.id === id && p.status === 'AUTHORIZED');
      if (!payment) return null;
      await deps.payment.voidAuthorization(
        { orderRef: order.id, paymentReference: payment.reference ?? id, currency: order.currency },
        `${key}-void`,
      );
      return { name: 'paymentVoided', body: { paymentId: id } };
    }),
  };
}

async function reportIfOverdue(deps: OrderDeps, { order, policy, nowAt }: StoredOrder, refund: Refund): Promise<void> {
  if (nowAt - refund.requestedAt < policy.refundPendingSeconds * 1000) return;
  await handleMessage(deps, order.id, {
    id: `refundOverdue-${refund.id}-${refund.attempt}`,
    by: 'baton',
    name: 'refundOverdue',
    body: { refundId: refund.id },
  });
}
