// Orders as a channel sends them, and what stores do with them, in a few words.
import { randomUUID } from 'node:crypto';
import { until, type Answer, type WholeSystem } from './whole-system.ts';

export interface OrderSeen {
  id: string; status: string; closedAt: string | null; holds: { key: string }[]; attention: { id: string; reason: string; subjectId: string | null }[]; allowedActions: string[]; buyerChoiceDueAt: string | null;
  lines: { lineId: string; quantity: number; unrouted: number; cancelled: number; fulfilled: number }[];
  refunds: { id: string; amountMinor: number; status: string; cause: string; paymentId: string }[]; payments: { paymentId: string; status: string; capturedMinor: number }[];
  cancellations: { id: string; status: string; fulfillmentOrderId: string }[]; fulfillmentOrders: FulfillmentSeen[];
}
export interface FulfillmentSeen {
  id: string; orderId: string; locationId: string; status: string; requestStatus: string; attempt: number; closeReason: string | null; offer: { id: string; status: string; secondsLeft: number }; lines: { lineId: string; quantity: number }[];
  waybills: { status: string; trackingNumber: string | null; carrier: string }[]; pickup: { codeStatus: string; triesLeft: number; generation: number } | null; cancellation: { id: string } | null; allowedActions: string[]; buyer?: unknown; address?: unknown;
}

export interface Wanted { lines?: [sku: string, quantity: number][]; method?: string; pickupLocationId?: string; payments?: object[]; unitPriceMinor?: number; shippingMinor?: number; discounts?: object[]; more?: Record<string, unknown> }

/** A whole order body: by default one shirt to Hangzhou, captured. */
export function orderBody({ lines = [['SHIRT', 1]], method = 'HOME_DELIVERY', pickupLocationId, payments, unitPriceMinor = 10_000, shippingMinor = 800, discounts = [], more = {} }: Wanted = {}) {
  const total = lines.reduce((sum, [, quantity]) => sum + quantity * unitPriceMinor, shippingMinor) - (discounts as { amountMinor: number }[]).reduce((sum, d) => sum + d.amountMinor, 0);
  return {
    channelOrderNumber: `T-${randomUUID()}`, placedAt: '2026-11-22T10:00:00+08:00', currency: 'CNY', method, ...(pickupLocationId ? { pickupLocationId } : {}),
    buyer: { id: 'b1', name: 'Canary Lin', phone: '13900001111' }, address: { name: 'Canary Lin', phone: '13900001111', province: 'ZJ', city: 'Hangzhou', line: '1 Canary Road', latitude: 30.2, longitude: 120.1 },
    lines: lines.map(([sku, quantity], i) => ({ lineId: `L${i + 1}`, sku, quantity, unitPriceMinor })), discounts, shippingMinor,
    payments: payments ?? [{ paymentId: 'p1', tender: 'CARD', amountMinor: total, status: 'CAPTURED', reference: 'ref-1' }], ...more,
  };
}

/** Fails with the whole answer unless it has that status. */
export function must(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`expected ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Places an order and gives its id. */
export async function place(system: WholeSystem, wanted: Wanted = {}, channel = 'shop'): Promise<string> {
  const answer = must(await system.call(`channel:${channel}`, 'POST /v1/orders', orderBody(wanted)), 201);
  return answer.body['id'] as string;
}

export const see = async (system: WholeSystem, id: string): Promise<OrderSeen> => (await system.call('operator', `GET /v1/orders/${id}`)).body as unknown as OrderSeen;

/** Waits until the order is so. */
export const orderThat = (system: WholeSystem, id: string, holds: (order: OrderSeen) => boolean, what = 'the order'): Promise<OrderSeen> => until(() => see(system, id), holds, { what });
export const orderIn = (system: WholeSystem, id: string, status: string): Promise<OrderSeen> => orderThat(system, id, (o) => o.status === status, `status ${status}`);

/** The live offer of an order, when it is there. */
export async function offered(system: WholeSystem, id: string): Promise<FulfillmentSeen> {
  const order = await orderThat(system, id, (o) => o.fulfillmentOrders.some((f) => f.requestStatus === 'OFFERED'), 'an offer');
  return order.fulfillmentOrders.findLast((f) => f.requestStatus === 'OFFERED') as FulfillmentSeen;
}

/** Says something about an FO as its location. */
export const at = (system: WholeSystem, fo: FulfillmentSeen, verb: string, body?: unknown) => {
  const path = verb === 'accept' || verb === 'reject' ? `/v1/offers/${fo.offer.id}/${verb}` : `/v1/fulfillment-orders/${fo.id}/${verb}`;
  return system.call(`location:${fo.locationId}`, `POST ${path}`, body);
};

/** The offer accepted and its label made. */
export async function accepted(system: WholeSystem, id: string): Promise<FulfillmentSeen> {
  const fo = await offered(system, id);
  must(await at(system, fo, 'accept'), 200);
  if (fo.id && (await see(system, id)).fulfillmentOrders.some((f) => f.id === fo.id && f.waybills.length > 0)) await labelled(system, id, fo.id);
  return (await see(system, id)).fulfillmentOrders.find((f) => f.id === fo.id) as FulfillmentSeen;
}

export const labelled = (system: WholeSystem, id: string, foId: string): Promise<OrderSeen> =>
  orderThat(system, id, (o) => o.fulfillmentOrders.some((f) => f.id === foId && f.waybills.some((w) => w.status === 'CREATED')), 'a label');

/** The carrier reports. */
export async function carrierSays(system: WholeSystem, fo: FulfillmentSeen, event: string): Promise<void> {
  const number = fo.waybills.findLast((w) => w.trackingNumber !== null)?.trackingNumber ?? '';
  const response = await fetch(`${system.sandbox.url}/carrier/parcels/${number}/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ event }) });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
}
