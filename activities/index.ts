import type { OrderDeps } from '../db/order/handle-message.ts';
import { openJustWritten } from '../db/order/just-written.ts';
import { orderActivities } from './orders.ts';
import { paymentActivities } from './payments.ts';
import type { CarrierPort } from './ports/carrier.ts';
import type { PaymentPort } from './ports/payment.ts';
import { shippingActivities } from './shipping.ts';

export interface ActivityDeps extends OrderDeps {
  carrier: CarrierPort;
  payment: PaymentPort;
}

/** All activities, which call databases and outside systems; each is safe to run twice. */
export function createActivities(given: ActivityDeps) {
  const deps = { ...given, justWritten: openJustWritten() };
  return { ...orderActivities(deps), ...shippingActivities(deps), ...paymentActivities(deps) };
}
export type Activities = ReturnType<typeof createActivities>;
