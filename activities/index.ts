import type { OrderDeps } from '../db/order/handle-message.ts';
import { orderActivities } from './orders.ts';
import { paymentActivities } from './payments.ts';
import type { CarrierPort } from './ports/carrier.ts';
import type { PaymentPort } from './ports/payment.ts';
import { shippingActivities } from './shipping.ts';

export interface ActivityDeps extends OrderDeps {
  carrier: CarrierPort;
  payment: PaymentPort;
}

/** Everything that touches the world, each safe to run twice. */
export const createActivities = (deps: ActivityDeps) => ({
  ...orderActivities(deps),
  ...shippingActivities(deps),
  ...paymentActivities(deps),
});
export type Activities = ReturnType<typeof createActivities>;
