// The lives with a cost budget: each plays one order through the API and returns its id. Ceilings: events, workflow
// tasks, transitions on an idle worker.
import { accepted, at, carrierSays, must, offered, orderIn, orderThat, place, see } from './orders.ts';
import type { WholeSystem } from './whole-system.ts';

export interface Life {
  name: string;
  ceiling: { events: number; tasks: number; transitions: number };
  live: (system: WholeSystem) => Promise<string>;
}

/** The channels that the lives need besides `shop`. */
export const livesChannels = { quick: { offerSeconds: 1, minOfferSeconds: 1 } };

async function deliver(system: WholeSystem, id: string): Promise<string> {
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ship'), 200);
  await carrierSays(system, fo, 'DELIVERED');
  await orderIn(system, id, 'COMPLETED');
  return id;
}

async function collect(system: WholeSystem): Promise<string> {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ready'), 200);
  const { body } = await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  must(await system.call('location:near', 'POST /v1/locations/near/redeem', { token: body['token'] }), 200);
  await orderIn(system, id, 'COMPLETED');
  return id;
}

async function twoSilences(system: WholeSystem): Promise<string> {
  const id = await place(system, {}, 'quick');
  await orderThat(system, id, (o) => o.fulfillmentOrders.length === 3, 'the third offer');
  return deliver(system, id);
}

async function cancelledEarly(system: WholeSystem): Promise<string> {
  const id = await place(system);
  await offered(system, id);
  must(await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'changed my mind' }), 200);
  await orderIn(system, id, 'CANCELLED');
  return id;
}

async function intercepted(system: WholeSystem): Promise<string> {
  const id = await place(system);
  await accepted(system, id);
  must(await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'changed my mind' }), 200);
  const { cancellations } = await see(system, id);
  must(await system.call('location:near', `POST /v1/cancellations/${cancellations[0]?.id}/agree`), 200);
  await orderIn(system, id, 'CANCELLED');
  return id;
}

export const lives: Life[] = [
  {
    name: 'home delivery',
    ceiling: { events: 37, tasks: 5, transitions: 10 },
    live: async (system) => deliver(system, await place(system)),
  },
  { name: 'pickup', ceiling: { events: 31, tasks: 4, transitions: 6 }, live: collect },
  {
    name: 'two expiries and re-routes, then home delivery',
    ceiling: { events: 51, tasks: 7, transitions: 16 },
    live: twoSilences,
  },
  {
    name: 'cancelled before accept and refunded',
    ceiling: { events: 22, tasks: 3, transitions: 8 },
    live: cancelledEarly,
  },
  {
    name: 'intercept agreed, label voided, refunded',
    ceiling: { events: 50, tasks: 7, transitions: 18 },
    live: intercepted,
  },
];
