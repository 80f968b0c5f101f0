// Orders as a channel sends them, and the actions of stores, in a few words.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { until, type Answer, type WholeSystem } from './whole-system.ts';

export interface OrderSeen {
  id: string;
  status: string;
  closedAt: string | null;
  holds: { key: string }[];
  attention: { id: string; reason: string; subjectId: string | null }[];
  allowedActions: string[];
  buyerChoiceDueAt: string | null;
  lines: { lineId: string; quantity: number; unrouted: number; cancelled: number; fulfilled: number }[];
  refunds: { id: string; amountMinor: number; status: string; cause: string; paymentId: string }[];
  payments: { paymentId: string; status: string; capturedMinor: number }[];
  cancellations: { id: string; status: string; fulfillmentOrderId: string }[];
  fulfillmentOrders: FulfillmentSeen[];
}
export interface FulfillmentSeen {
  id: string;
  orderId: string;
  locationId: string;
  supplierLocationId: string | null;
  pickupLocationId: string | null;
  status: string;
  requestStatus: string;
  attempt: number;
  closeReason: string | null;
  offer: { id: string; status: string; secondsLeft: number; deadlineAt: string };
  lines: { lineId: string; quantity: number }[];
  waybills: { status: string; trackingNumber: string | null; carrier: string }[];
  pickup: { codeStatus: string; triesLeft: number; generation: number } | null;
  cancellation: { id: string } | null;
  allowedActions: string[];
  buyer?: unknown;
  address?: unknown;
}

export interface Wanted {
  lines?: [sku: string, quantity: number][];
  method?: string;
  pickupLocationId?: string;
  payments?: object[];
  unitPriceMinor?: number;
  shippingMinor?: number;
  discounts?: object[];
  more?: Record<string, unknown>;
}

/** The buyer's address; its words must appear in no history and no log. */
export const canaryAddress = {
  name: 'Canary Lin',
  phone: '13900001111',
  province: 'ZJ',
  city: 'Hangzhou',
  line: '1 Canary Road',
  latitude: 30.2,
  longitude: 120.1,
};

/** A whole order body: by default one shirt to Hangzhou, captured. */
export function orderBody({
  lines = [['SHIRT', 1]],
  method = 'HOME_DELIVERY',
  pickupLocationId,
  payments,
  unitPriceMinor = 10_000,
  shippingMinor = 800,
  discounts = [],
  more = {},
}: Wanted = {}) {
  const total =
    lines.reduce((sum, [, quantity]) => sum + quantity * unitPriceMinor, shippingMinor) -
    (discounts as { amountMinor: number }[]).reduce((sum, d) => sum + d.amountMinor, 0);
  return {
    channelOrderNumber: `T-${randomUUID()}`,
    placedAt: '2026-11-22T10:00:00+08:00',
    currency: 'CNY',
    method,
    ...(pickupLocationId ? { pickupLocationId } : {}),
    buyer: { id: 'b1', name: 'Canary Lin', phone: '13900001111' },
    address: canaryAddress,
    lines: lines.map(([sku, quantity], i) => ({ lineId: `L${i + 1}`, sku, quantity, unitPriceMinor })),
    discounts,
    shippingMinor,
    payments: payments ?? [
      { paymentId: 'p1', tender: 'CARD', amountMinor: total, status: 'CAPTURED', reference: 'ref-1' },
    ],
    ...more,
  };
}

/** Fails with the whole answer unless it has that status. */
export function must(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`expected ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Retries after a 503, as a client does. */
export async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  for (let n = 0; ; n++) {
    const answer = await ask();
    if (answer.status !== 503 || n === 20) return answer;
    await sleep(100);
  }
}

/** The same system, used by clients that retry. */
export const patient = (system: WholeSystem): WholeSystem => ({
  ...system,
  call: (...request) => insist(() => system.call(...request)),
});

/** Places an order and returns its id. */
export async function place(system: WholeSystem, wanted: Wanted = {}, channel = 'shop'): Promise<string> {
  const answer = must(await system.call(`channel:${channel}`, 'POST /v1/orders', orderBody(wanted)), 201);
  return answer.body['id'] as string;
}

export const see = async (system: WholeSystem, id: string): Promise<OrderSeen> =>
  (await system.call('operator', `GET /v1/orders/${id}`)).body as unknown as OrderSeen;

/** Waits until the order matches. */
export const orderThat = (
  system: WholeSystem,
  id: string,
  holds: (order: OrderSeen) => boolean,
  what = 'the order',
): Promise<OrderSeen> => until(() => see(system, id), holds, { what });
export const orderIn = (system: WholeSystem, id: string, status: string): Promise<OrderSeen> =>
  orderThat(system, id, (o) => o.status === status, `status ${status}`);

/** The live offer of an order, once it exists. */
export async function offered(system: WholeSystem, id: string): Promise<FulfillmentSeen> {
  const order = await orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders.some((f) => f.requestStatus === 'OFFERED'),
    'an offer',
  );
  return order.fulfillmentOrders.findLast((f) => f.requestStatus === 'OFFERED') as FulfillmentSeen;
}

/** Sends a message about an FO as its location. */
export const at = (system: WholeSystem, fo: FulfillmentSeen, verb: string, body?: unknown) => {
  const path =
    verb === 'accept' || verb === 'reject'
      ? `/v1/offers/${fo.offer.id}/${verb}`
      : `/v1/fulfillment-orders/${fo.id}/${verb}`;
  return system.call(`location:${fo.locationId}`, `POST ${path}`, body);
};

/** Accepts the offer and waits for its label. */
export async function accepted(system: WholeSystem, id: string): Promise<FulfillmentSeen> {
  const fo = await offered(system, id);
  must(await at(system, fo, 'accept'), 200);
  if (fo.id && (await see(system, id)).fulfillmentOrders.some((f) => f.id === fo.id && f.waybills.length > 0))
    await labelled(system, id, fo.id);
  return (await see(system, id)).fulfillmentOrders.find((f) => f.id === fo.id) as FulfillmentSeen;
}

export const labelled = (system: WholeSystem, id: string, foId: string): Promise<OrderSeen> =>
  orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders.some((f) => f.id === foId && f.waybills.some((w) => w.status === 'CREATED')),
    'a label',
  );

/** Sends an event of the carrier. */
export async function carrierSays(system: WholeSystem, fo: FulfillmentSeen, event: string): Promise<void> {
  const number = fo.waybills.findLast((w) => w.trackingNumber !== null)?.trackingNumber ?? '';
  const response = await fetch(`${system.sandbox.url}/carrier/parcels/${number}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event }),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
}

/** Configures carrier and payment provider for this order, call by call. */
export async function providers(
  system: WholeSystem,
  id: string,
  behaviors: { carrier?: object[]; payment?: object[] },
): Promise<void> {
  const response = await fetch(`${system.sandbox.url}/behaviors/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviors),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
}

/** Cancels by the channel: whole and as a request, unless given otherwise. */
export const cancel = (system: WholeSystem, id: string, more: object = {}, channel = 'shop'): Promise<Answer> =>
  system.call(`channel:${channel}`, `POST /v1/orders/${id}/cancel`, { reason: 'changed my mind', ...more });

/** Places an operator's hold under a key. */
export async function hold(
  system: WholeSystem,
  id: string,
  under: { key: string; dueAt?: string; dueAction?: string },
): Promise<void> {
  must(await system.call('operator', `POST /v1/orders/${id}/holds`, { reason: 'looks odd', ...under }), 200);
}

/** Waits for open attention with that reason and returns it. */
export async function attentionOf(
  system: WholeSystem,
  id: string,
  reason: string,
): Promise<OrderSeen['attention'][number]> {
  const order = await orderThat(system, id, (o) => o.attention.some((a) => a.reason === reason), `attention ${reason}`);
  return order.attention.find((a) => a.reason === reason) as OrderSeen['attention'][number];
}

/** Resolves an attention as soon as it is open. */
export async function resolve(system: WholeSystem, id: string, reason: string, action: string): Promise<void> {
  const attention = await attentionOf(system, id, reason);
  must(await system.call('operator', `POST /v1/attention/${attention.id}/resolve`, { action }), 200);
}

/** A carrier's request: one event of one parcel, signed. */
export async function carrierReports(
  system: WholeSystem,
  { carrier, ...parcel }: { carrier: string; trackingNumber: string; event: string },
): Promise<Answer> {
  const body = JSON.stringify({ eventId: randomUUID(), at: new Date().toISOString(), ...parcel });
  const signedAt = new Date();
  const signature = new Webhook(system.deps.carrierSecrets(carrier)).sign('m', signedAt, body);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'm',
    'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
    'webhook-signature': signature,
  };
  const response = await fetch(`${system.url}/v1/carriers/${carrier}/tracking`, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** Delivers the parcel by the label with which it left, also one that a store entered. */
export async function deliver(
  system: WholeSystem,
  id: string,
  { id: foId }: FulfillmentSeen,
  { whenShipped = false } = {},
): Promise<string> {
  const isOut = (fo: FulfillmentSeen): boolean =>
    fo.waybills.some((w) => w.status === 'HANDED_OVER' || (w.status === 'CREATED' && !whenShipped));
  const order = await orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders.some((f) => f.id === foId && isOut(f)),
    'a parcel',
  );
  const label = order.fulfillmentOrders
    .find((f) => f.id === foId)
    ?.waybills.findLast((w) => w.status === 'HANDED_OVER' || w.status === 'CREATED');
  must(
    await insist(() =>
      carrierReports(system, {
        carrier: label?.carrier ?? '',
        trackingNumber: label?.trackingNumber ?? '',
        event: 'DELIVERED',
      }),
    ),
    200,
  );
  return id;
}
