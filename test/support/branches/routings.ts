// Routing: offers that are rejected, accepted in part, reassigned, withdrawn; orders that no location can serve.
import { randomUUID } from 'node:crypto';
import {
  accepted,
  at,
  attentionOf,
  deliver,
  must,
  offered,
  orderThat,
  place,
  resolve,
  type FulfillmentSeen,
} from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

/** Every asked location accepts and ships, until everything has arrived. */
async function servedBy(system: WholeSystem, id: string, parts: number): Promise<string> {
  const first = await accepted(system, id);
  must(await at(system, first, 'ship'), 200);
  if (parts === 1) return deliver(system, id, first);
  await deliver(system, id, first);
  return servedBy(system, id, parts - 1);
}

async function newProduct(system: WholeSystem): Promise<string> {
  const sku = `NEW-${randomUUID()}`;
  must(
    await system.call('operator', `PUT /v1/products/${sku}`, { name: 'new', category: 'test', unitPriceMinor: 10_000 }),
    200,
  );
  return sku;
}
const count = async (system: WholeSystem, sku: string, quantity: number): Promise<void> => {
  must(
    await system.call('operator', 'POST /v1/stock/counts', { id: randomUUID(), locationId: 'near', sku, quantity }),
    200,
  );
};

export const routings: Branches = {
  'rejected, served by the next store': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      must(await at(system, await offered(system, id), 'reject', { reason: 'TOO_BUSY' }), 200);
      return servedBy(system, id, 1);
    },
  },
  'accepted in part, the rest by another store': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, { lines: [['SHIRT', 3]] });
      const fo = await offered(system, id);
      must(await at(system, fo, 'accept', { refused: [{ lineId: 'L1', quantity: 2, reason: 'OTHER' }] }), 200);
      const rest = await accepted(system, id);
      must(await at(system, rest, 'ship'), 200);
      await deliver(system, id, rest);
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'a warehouse accepts at once': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, { lines: [['WAREHOUSED', 1]] });
      const order = await orderThat(
        system,
        id,
        (o) => o.fulfillmentOrders[0]?.waybills[0]?.status === 'CREATED',
        'a label',
      );
      const fo = order.fulfillmentOrders[0] as FulfillmentSeen;
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'split over two stores': {
    ends: 'COMPLETED',
    live: async (system) =>
      servedBy(
        system,
        await place(system, {
          lines: [
            ['ONLY_NEAR', 1],
            ['ONLY_FAR', 1],
          ],
        }),
        2,
      ),
  },
  'given up whole': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      must(await at(system, await accepted(system, id), 'give-up', { reason: 'TOO_BUSY' }), 200);
      return servedBy(system, id, 1);
    },
  },
  'given up in part': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, { lines: [['SHIRT', 2]] });
      const fo = await accepted(system, id);
      must(await at(system, fo, 'give-up', { reason: 'OTHER', lines: [{ lineId: 'L1', quantity: 1 }] }), 200);
      must(await at(system, fo, 'ship'), 200);
      return servedBy(system, id, 1).then(() => deliver(system, id, fo));
    },
  },
  'reassigned by the operator': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await offered(system, id);
      must(await system.call('operator', `POST /v1/offers/${fo.offer.id}/reassign`, { locationId: 'far' }), 200);
      return servedBy(system, id, 1);
    },
  },
  'nobody has it, goods come in, routed again': {
    ends: 'COMPLETED',
    live: async (system) => {
      const sku = await newProduct(system);
      const id = await place(system, { lines: [[sku, 1]] });
      await attentionOf(system, id, 'NO_CANDIDATE');
      must(
        await system.call('operator', 'POST /v1/stock/receipts', {
          id: randomUUID(),
          locationId: 'near',
          sku,
          quantity: 1,
        }),
        200,
      );
      await resolve(system, id, 'NO_CANDIDATE', 'RETRY');
      return servedBy(system, id, 1);
    },
  },
  'nobody has it, cancelled by the operator': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await place(system, { lines: [[await newProduct(system), 1]] });
      await resolve(system, id, 'NO_CANDIDATE', 'CANCEL');
      return id;
    },
  },
  'asked in vain, routed by hand': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, {}, 'once');
      await attentionOf(system, id, 'ROUTING_EXHAUSTED');
      must(await system.call('operator', `POST /v1/orders/${id}/route`, { locationId: 'near' }), 200);
      return servedBy(system, id, 1);
    },
  },
  'offer withdrawn because a count found too little': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, { lines: [['GIFT', 2]] });
      await offered(system, id);
      await count(system, 'GIFT', 1);
      await orderThat(system, id, (o) => o.fulfillmentOrders.length === 2, 'the next offer');
      return servedBy(system, id, 1);
    },
  },
  'accepted, counted short, found after all': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, { lines: [['SHOE', 2]] });
      const fo = await accepted(system, id);
      await count(system, 'SHOE', 1);
      await resolve(system, id, 'STOCK_SHORT', 'DONE');
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
};
