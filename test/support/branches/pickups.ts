// Click and collect: wrong, locked and re-issued codes; buyers who do not come; stores that cannot serve.
import {
  accepted,
  at,
  attentionOf,
  cancel,
  deliver,
  must,
  offered,
  orderIn,
  place,
  resolve,
  type FulfillmentSeen,
} from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

const atNear = { method: 'STORE_PICKUP', pickupLocationId: 'near' };

async function ready(system: WholeSystem, channel = 'shop'): Promise<{ id: string; fo: FulfillmentSeen }> {
  const id = await place(system, atNear, channel);
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ready'), 200);
  return { id, fo };
}

async function codeOf(
  system: WholeSystem,
  fo: FulfillmentSeen,
  channel = 'shop',
): Promise<{ code: string; token: string }> {
  return must(await system.call(`channel:${channel}`, `GET /v1/fulfillment-orders/${fo.id}/pickup-code`), 200)
    .body as unknown as { code: string; token: string };
}

async function collected(
  system: WholeSystem,
  id: string,
  of: { fo: FulfillmentSeen; channel?: string },
): Promise<string> {
  const { token } = await codeOf(system, of.fo, of.channel);
  must(
    await system.call(`location:${of.fo.locationId}`, `POST /v1/locations/${of.fo.locationId}/redeem`, { token }),
    200,
  );
  return id;
}

/** The chosen store has rejected: the buyer is asked. */
async function asked(system: WholeSystem, channel = 'shop'): Promise<string> {
  const id = await place(system, atNear, channel);
  must(await at(system, await offered(system, id), 'reject', { reason: 'TOO_BUSY' }), 200);
  return id;
}
async function chosen(system: WholeSystem, choice: object): Promise<string> {
  const id = await asked(system);
  await orderIn(system, id, 'AWAITING_BUYER');
  must(await system.call('channel:shop', `POST /v1/orders/${id}/pickup-choice`, choice), 200);
  return id;
}

export const pickups: Branches = {
  'wrong codes, locked, issued anew, collected': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await ready(system);
      const { code } = await codeOf(system, fo);
      const orderNumber = (await system.call('operator', `GET /v1/orders/${id}`)).body['channelOrderNumber'];
      for (let n = 1; n <= 5; n++)
        must(
          await system.call('location:near', 'POST /v1/locations/near/redeem', {
            orderNumber,
            code: String((Number(code) + n) % 1_000_000).padStart(6, '0'),
          }),
          422,
        );
      must(await at(system, fo, 'pickup-code'), 200);
      return collected(system, id, { fo });
    },
  },
  'not collected, refunded': { ends: 'CANCELLED', live: async (system) => (await ready(system, 'brief')).id },
  'storage extended, then collected': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await ready(system);
      must(await at(system, fo, 'extend'), 200);
      return collected(system, id, { fo });
    },
  },
  'got ready late, then collected': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, atNear, 'late');
      const fo = await accepted(system, id);
      await resolve(system, id, 'READY_LATE', 'WAIT');
      await attentionOf(system, id, 'READY_LATE');
      must(await at(system, fo, 'ready'), 200);
      return collected(system, id, { fo, channel: 'late' });
    },
  },
  'store rejects, buyer chooses another store': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await chosen(system, { locationId: 'middle' });
      const fo = await accepted(system, id);
      must(await at(system, fo, 'ready'), 200);
      return collected(system, id, { fo });
    },
  },
  'store rejects, buyer chooses delivery': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await chosen(system, { deliver: true });
      const fo = await accepted(system, id);
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'store rejects, buyer cancels': { ends: 'CANCELLED', live: (system) => chosen(system, { cancel: true }) },
  'store rejects, buyer chooses nothing': { ends: 'CANCELLED', live: (system) => asked(system, 'hasty') },
  'store gives up what lay ready, buyer cancels': {
    ends: 'CANCELLED',
    live: async (system) => {
      const { id, fo } = await ready(system);
      must(await at(system, fo, 'give-up', { reason: 'OTHER' }), 200);
      must(await system.call('channel:shop', `POST /v1/orders/${id}/pickup-choice`, { cancel: true }), 200);
      return id;
    },
  },
  'cancelled while it lay ready': {
    ends: 'CANCELLED',
    live: async (system) => {
      const { id } = await ready(system);
      must(await cancel(system, id), 200);
      return id;
    },
  },
};
