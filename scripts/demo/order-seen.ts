// The demo's view of an order, read as an operator.

export interface FulfillmentSeen {
  id: string;
  locationId: string;
  status: string;
  requestStatus: string;
  offer: { id: string };
  waybills: { status: string; trackingNumber: string | null }[];
  pickup: { codeStatus: string; generation: number } | null;
}
export interface OrderSeen {
  id: string;
  channelOrderNumber: string;
  status: string;
  closedAt: string | null;
  temporalUrl: string | null;
  attention: { id: string; reason: string }[];
  refunds: { amountMinor: number; status: string }[];
  cancellations: { id: string; status: string }[];
  fulfillmentOrders: FulfillmentSeen[];
}

const paidBack = new Set(['SUCCEEDED', 'SETTLED_OUTSIDE']);

/** The refunded amount in minor units. */
export const refundedMinor = (order: OrderSeen): number =>
  order.refunds.filter((r) => paidBack.has(r.status)).reduce((sum, r) => sum + r.amountMinor, 0);
