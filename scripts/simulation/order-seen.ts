// What the simulation reads of an order, as an operator sees it.

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

/** The short name of a part, alike in every run. */
export const shortId = (id: string): string => id.slice(id.lastIndexOf('-') + 1);

/** Nothing will happen by itself any more: what is left has an owner and no end. */
export const isQuiet = ({ waits }: OrderSeen): boolean =>
  waits.every(({ kind, dueAt }) => dueAt === null && kind !== 'START' && kind !== 'EFFECT');

/** It needs a person, and nothing else will come of it. */
export const restsWithAPerson = (order: OrderSeen): boolean =>
  order.status === 'NEEDS_ATTENTION' && order.attention.length > 0 && isQuiet(order);

/** Some reasons to need a person are faults of Baton itself; null when there is none. */
export function faultOf({ attention }: OrderSeen): string | null {
  const fault = attention.find(({ reason }) => reason === 'BUG' || reason === 'WORKFLOW_GONE');
  return fault ? `was parked: ${fault.reason}, ${fault.detail}` : null;
}

/** Its time is up and somebody was told, so nothing times it any more. */
export const isKnownLate = ({ waits }: OrderSeen, fulfillmentOrderId: string): boolean =>
  waits.some(
    ({ kind, subjectId, dueAt }) =>
      (kind === 'SHIP_LATE' || kind === 'READY_LATE') && subjectId === fulfillmentOrderId && dueAt === null,
  );

/** All of an order that moves, to tell whether it does. */
export const movingPartsOf = ({ status, waits, refunds, fulfillmentOrders }: OrderSeen): string =>
  JSON.stringify([
    status,
    waits,
    refunds.map((refund) => refund.status),
    fulfillmentOrders.map((fo) => [fo.status, fo.waybills]),
  ]);
