// Pickups that another location supplies: sent, late, short, cancelled on their way.
import { accepted, at, cancel, must, orderIn, place, see, type FulfillmentSeen } from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

interface Sent {
  id: string;
  fo: FulfillmentSeen;
}

/** On its way from the depot to the buyer's store. */
async function sent(system: WholeSystem, channel = 'shop', pieces = 1): Promise<Sent> {
  const id = await place(
    system,
    { method: 'STORE_PICKUP', pickupLocationId: 'near', lines: [['SENT', pieces]] },
    channel,
  );
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ship'), 200);
  return { id, fo: (await see(system, id)).fulfillmentOrders.find((f) => f.id === fo.id) as FulfillmentSeen };
}

async function collected(system: WholeSystem, { id, fo }: Sent, channel = 'shop'): Promise<string> {
  must(await at(system, fo, 'ready'), 200);
  const { token } = must(
    await system.call(`channel:${channel}`, `GET /v1/fulfillment-orders/${fo.id}/pickup-code`),
    200,
  ).body;
  must(await system.call('location:near', 'POST /v1/locations/near/redeem', { token }), 200);
  return id;
}

const choose = async (
  system: WholeSystem,
  { id, channel, choice }: { id: string; channel: string; choice: object },
): Promise<void> => {
  await orderIn(system, id, 'AWAITING_BUYER');
  must(await system.call(`channel:${channel}`, `POST /v1/orders/${id}/pickup-choice`, choice), 200);
};

export const supplies: Branches = {
  'sent to the buyers store, collected': {
    ends: 'COMPLETED',
    live: async (system) => {
      const it = await sent(system);
      must(await at(system, it.fo, 'arrive'), 200);
      return collected(system, it);
    },
  },
  'late on its way, waited for, collected': {
    ends: 'COMPLETED',
    live: async (system) => {
      const it = await sent(system, 'slow');
      await choose(system, { id: it.id, channel: 'slow', choice: { wait: true } });
      must(await at(system, it.fo, 'arrive'), 200);
      return collected(system, it, 'slow');
    },
  },
  'late on its way, nobody chooses': { ends: 'CANCELLED', live: async (system) => (await sent(system, 'adrift')).id },
  'cancelled on its way': {
    ends: 'CANCELLED',
    live: async (system) => {
      const { id } = await sent(system);
      must(await cancel(system, id), 200);
      return id;
    },
  },
  'too little arrives, the rest is cancelled': {
    ends: 'COMPLETED',
    live: async (system) => {
      const it = await sent(system, 'shop', 2);
      must(await at(system, it.fo, 'arrive', { lines: [{ sku: 'SENT', quantity: 1 }] }), 200);
      await choose(system, { id: it.id, channel: 'shop', choice: { cancel: true } });
      return collected(system, it);
    },
  },
};
