// The simulation's view of an order, read as an operator.

export interface FulfillmentSeen {
  id: string;
  locationId: string;
  pickupLocationId: string | null;
  method: string;
  status: string;
  requestStatus: string;
  offer: { id: string; secondsLeft: number };
  lines: { lineId: string; sku: string; quantity: number; reservation: string }[];
  waybills: { status: string; trackingNumber: string | null }[];
  pickup: { codeStatus: string; generation: number; extended: boolean } | null;
  cancellation: { id: string } | null;
}
export interface OrderSeen {
  id: string;
  channelOrderNumber: string;
  status: string;
  closedAt: string | null;
  buyerChoiceDueAt: string | null;
  lines: { lineId: string; quantity: number }[];
  holds: { key: string }[];
  attention: { id: string; reason: string; detail: string; subjectId: string | null }[];
  refunds: { id: string; status: string }[];
  fulfillmentOrders: FulfillmentSeen[];
  waits: { kind: string; subjectId: string; dueAt: string | null }[];
}

/** The short name of a part, the same in every run. */
export const shortId = (id: string): string => id.slice(id.lastIndexOf('-') + 1);

/** Says whether nothing will happen by itself: every wait has an owner and no end. */
export const isQuiet = ({ waits }: OrderSeen): boolean =>
  waits.every(({ kind, dueAt }) => dueAt === null && kind !== 'START' && kind !== 'EFFECT');

/** Says whether the order waits for an operator and nothing else. */
export const restsWithAPerson = (order: OrderSeen): boolean =>
  order.status === 'NEEDS_ATTENTION' && order.attention.length > 0 && isQuiet(order);

/** An attention reason that is a bug of Baton; null when there is none. */
export function faultOf({ attention }: OrderSeen): string | null {
  const fault = attention.find(({ reason }) => reason === 'BUG' || reason === 'WORKFLOW_GONE');
  return fault ? `was parked: ${fault.reason}, ${fault.detail}` : null;
}

/** Says whether its time is up and attention was raised, so that no timer runs any more. */
export const isKnownLate = ({ waits }: OrderSeen, fulfillmentOrderId: string): boolean =>
  waits.some(
    ({ kind, subjectId, dueAt }) =>
      (kind === 'SHIP_LATE' || kind === 'READY_LATE') && subjectId === fulfillmentOrderId && dueAt === null,
  );

/** All changing parts of an order, to detect a change. */
export const movingPartsOf = ({ status, waits, refunds, fulfillmentOrders }: OrderSeen): string =>
  JSON.stringify([
    status,
    waits,
    refunds.map((refund) => refund.status),
    fulfillmentOrders.map((fo) => [fo.status, fo.waybills]),
  ]);
