// Ship to store: another location supplies the pickup store, the goods arrive reserved for their buyer, and the buyer
// is asked when they do not.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  accepted,
  at,
  attentionOf,
  cancel,
  must,
  offered,
  orderIn,
  orderThat,
  place,
  resolve,
  see,
  type FulfillmentSeen,
  type OrderSeen,
} from '../support/orders.ts';
import { allot, available, stocked, warehouse } from '../support/pool.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    hasty: { transferSeconds: 1 },
    brief: { transferSeconds: 1, buyerChoiceSeconds: 1 },
    late: { readyBySeconds: 1 },
  });
});
afterAll(async () => {
  await system.stop();
});

/** A pickup at `near` of goods that only the depot has. */
const fetched = (lines: [string, number][], channel = 'shop'): Promise<string> =>
  place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near', lines }, channel);
const partOf = (order: OrderSeen, fo: FulfillmentSeen): FulfillmentSeen =>
  order.fulfillmentOrders.find((f) => f.id === fo.id) as FulfillmentSeen;
const shelf = async (sku: string, locationId: string): Promise<Record<string, number> | undefined> =>
  (
    must(await system.call('operator', `GET /v1/stock?sku=${sku}&locationId=${locationId}`), 200).body[
      'items'
    ] as Record<string, number>[]
  )[0];

/** Accepted by the depot and dispatched. */
async function sent(id: string): Promise<FulfillmentSeen> {
  const fo = await accepted(system, id);
  expect(fo).toMatchObject({ locationId: 'depot', supplierLocationId: 'depot', pickupLocationId: 'near' });
  must(await at(system, fo, 'ship'), 200);
  return partOf(await see(system, id), fo);
}
async function collect(fo: FulfillmentSeen, channel = 'shop'): Promise<void> {
  must(await at(system, fo, 'ready'), 200);
  const { token } = must(
    await system.call(`channel:${channel}`, `GET /v1/fulfillment-orders/${fo.id}/pickup-code`),
    200,
  ).body;
  must(await system.call('location:near', 'POST /v1/locations/near/redeem', { token }), 200);
}

test('goods the store lacks are asked of the depot, travel, arrive reserved, and are collected there', async () => {
  await stocked(system, 'KITE', { depot: 5 });
  const id = await fetched([['KITE', 2]]);
  const offer = await offered(system, id);
  expect(offer).toMatchObject({ locationId: 'depot', pickupLocationId: 'near' });
  must(await at(system, offer, 'accept'), 200);
  const mine = must(await system.call('location:depot', `GET /v1/fulfillment-orders/${offer.id}`), 200).body;
  expect(mine).not.toHaveProperty('buyer'); // the supplier does not see the buyer
  expect(mine['allowedActions']).toEqual(['ship', 'give-up']);
  expect(await at(system, offer, 'ready')).toMatchObject({ status: 409, body: { code: 'WRONG_METHOD' } });
  expect(must(await at(system, offer, 'ship', { carrier: 'own van', trackingNumber: 'V-1' }), 200).body).toMatchObject({
    status: 'IN_TRANSIT',
    locationId: 'near',
    supplierLocationId: 'depot',
  });
  expect(must(await at(system, offer, 'ship', { carrier: 'own van', trackingNumber: 'V-1' }), 200).body).toMatchObject({
    status: 'IN_TRANSIT',
    allowedActions: [],
  }); // a repeat by the location that has sent it on
  expect(
    must(await system.call('location:depot', `GET /v1/fulfillment-orders/${offer.id}`), 200).body,
  ).not.toHaveProperty('buyer');
  expect([await shelf('KITE', 'depot'), await shelf('KITE', 'near')]).toEqual([
    expect.objectContaining({ onHand: 3, reserved: 0 }),
    undefined,
  ]);
  const work = must(
    await system.call('location:near', 'GET /v1/locations/near/fulfillment-orders?status=IN_TRANSIT'),
    200,
  ).body['items'] as FulfillmentSeen[];
  expect(work.find((f) => f.id === offer.id)).toMatchObject({
    allowedActions: ['arrive'],
    buyer: { name: 'Canary Lin' },
  });
  expect(await system.call('location:depot', `POST /v1/fulfillment-orders/${offer.id}/arrive`, {})).toMatchObject({
    status: 404,
  });
  expect(await system.call('location:near', `POST /v1/transfers/${offer.id}/receive`, {})).toMatchObject({
    status: 409,
    body: { code: 'TRANSFER_OF_ORDER', detail: expect.stringContaining('/arrive') },
  });
  const fo = partOf(await see(system, id), offer);
  expect(must(await at(system, fo, 'arrive'), 200).body).toMatchObject({ status: 'ARRIVED' });
  // a repeat is the same
  expect(must(await at(system, fo, 'arrive'), 200).body).toMatchObject({ status: 'ARRIVED' });
  expect(await shelf('KITE', 'near')).toMatchObject({ onHand: 2, reserved: 2, available: 0 });
  const other = await fetched([['KITE', 1]]);
  expect((await offered(system, other)).locationId).toBe('depot'); // what came for one buyer is not another's
  await collect(fo);
  await orderIn(system, id, 'COMPLETED');
  expect(await shelf('KITE', 'near')).toMatchObject({ onHand: 0, reserved: 0 });
});

test('the store gives what it has, and only the rest is sent; a buyer is asked for nothing', async () => {
  await stocked(system, 'DRUM', { near: 1, depot: 5 });
  const id = await fetched([['DRUM', 3]]);
  const order = await orderThat(system, id, (o) => o.fulfillmentOrders.length === 2, 'two offers');
  expect(
    Object.fromEntries(order.fulfillmentOrders.map((f) => [f.locationId, f.lines.map((l) => l.quantity)])),
  ).toEqual({ near: [1], depot: [2] });
  const text = must(await system.call('operator', `GET /v1/orders/${id}/explanation`), 200).body;
  expect(JSON.stringify(text)).toContain('(ship to store)');
});

test('a supplier says no and there is no other: an operator is asked, not the buyer', async () => {
  await stocked(system, 'HARP', { depot: 5 });
  const id = await fetched([['HARP', 1]]);
  must(await at(system, await offered(system, id), 'reject', { reason: 'TOO_BUSY' }), 200);
  await attentionOf(system, id, 'ROUTING_EXHAUSTED');
  expect((await see(system, id)).buyerChoiceDueAt).toBeNull();
  await resolve(system, id, 'ROUTING_EXHAUSTED', 'CANCEL');
  await orderIn(system, id, 'CANCELLED');
});

test('a supplier that does not send it in time is late with a parcel, and an operator may take it away', async () => {
  await stocked(system, 'LUTE', { depot: 5 });
  const id = await fetched([['LUTE', 1]], 'late');
  const fo = await accepted(system, id);
  await attentionOf(system, id, 'SHIP_LATE');
  must(await system.call('operator', `POST /v1/fulfillment-orders/${fo.id}/take-away`), 200);
  expect(partOf(await see(system, id), fo)).toMatchObject({ status: 'REROUTED' });
});

test('late on its way: the buyer is asked, may wait, and collects it when it has come', async () => {
  await stocked(system, 'BELLOWS', { depot: 5 });
  const id = await fetched([['BELLOWS', 1]], 'hasty');
  const fo = await sent(id);
  expect(await system.call('channel:hasty', `POST /v1/orders/${id}/pickup-choice`, { wait: true })).toMatchObject({
    status: 409,
    body: { code: 'NOT_AWAITING_BUYER' },
  });
  await orderIn(system, id, 'AWAITING_BUYER');
  must(await system.call('channel:hasty', `POST /v1/orders/${id}/pickup-choice`, { wait: true }), 200);
  await orderIn(system, id, 'AWAITING_BUYER'); // and is asked once more
  must(await at(system, fo, 'arrive'), 200);
  expect((await see(system, id)).buyerChoiceDueAt).toBeNull();
  await collect(fo, 'hasty');
  await orderIn(system, id, 'COMPLETED');
});

test('a buyer who prefers delivery is sent another piece; what comes to the store is on sale there', async () => {
  await stocked(system, 'ANVIL', { depot: 1, far: 1 });
  const id = await fetched([['ANVIL', 1]], 'hasty');
  const fo = await sent(id);
  await orderIn(system, id, 'AWAITING_BUYER');
  must(await system.call('channel:hasty', `POST /v1/orders/${id}/pickup-choice`, { deliver: true }), 200);
  expect(await offered(system, id)).toMatchObject({ locationId: 'far', status: 'OPEN' });
  expect(partOf(await see(system, id), fo)).toMatchObject({
    status: 'REROUTED',
    closeReason: 'did not arrive in time',
  });
  expect(await at(system, fo, 'arrive')).toMatchObject({ status: 409, body: { code: 'WRONG_STATE' } });
  must(await system.call('location:near', `POST /v1/transfers/${fo.id}/receive`, {}), 200);
  expect(await shelf('ANVIL', 'near')).toMatchObject({ onHand: 1, reserved: 0, available: 1 });
});

test('a choice not made cancels and refunds; the goods are received as any transfer, also after the end', async () => {
  await stocked(system, 'GLOBE', { depot: 3 });
  const id = await fetched([['GLOBE', 2]], 'brief');
  const fo = await sent(id);
  expect(await orderIn(system, id, 'CANCELLED')).toMatchObject({
    refunds: [{ status: 'SUCCEEDED', amountMinor: 20_800 }],
  });
  must(
    await system.call('location:near', `POST /v1/transfers/${fo.id}/receive`, {
      lines: [{ sku: 'GLOBE', quantity: 1 }],
    }),
    200,
  );
  expect(await shelf('GLOBE', 'near')).toMatchObject({ onHand: 1, available: 1 });
  const alerts = must(await system.call('operator', 'GET /v1/stock/alerts?kind=COUNT_DIFFERENCE&sku=GLOBE'), 200).body[
    'items'
  ] as object[];
  expect(alerts).toHaveLength(1);
});

test('cancelled in part on its way: what the order still wants arrives reserved, the rest on sale', async () => {
  await stocked(system, 'RAFT', { depot: 3 });
  const id = await fetched([['RAFT', 3]]);
  const fo = await sent(id);
  must(await cancel(system, id, { lines: [{ lineId: 'L1', quantity: 2 }] }), 200);
  must(await at(system, fo, 'arrive'), 200);
  expect(await shelf('RAFT', 'near')).toMatchObject({ onHand: 3, reserved: 1, available: 2 });
  await collect(fo);
  await orderIn(system, id, 'COMPLETED');
});

test('too little came: the buyer is asked for the rest and collects; nothing came: as if never sent', async () => {
  await stocked(system, 'ROPE', { depot: 9 });
  const id = await fetched([['ROPE', 2]]);
  const fo = await sent(id);
  expect(await at(system, fo, 'arrive', { lines: [{ sku: 'SHIRT', quantity: 1 }] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/lines/0/sku' }] },
  });
  must(await at(system, fo, 'arrive', { lines: [{ sku: 'ROPE', quantity: 1 }] }), 200);
  const asked = await orderIn(system, id, 'AWAITING_BUYER');
  expect(asked.lines).toMatchObject([{ unrouted: 1 }]);
  must(await system.call('channel:shop', `POST /v1/orders/${id}/pickup-choice`, { cancel: true }), 200);
  await collect(fo);
  expect(await orderIn(system, id, 'COMPLETED')).toMatchObject({ lines: [{ fulfilled: 1, cancelled: 1 }] });
  const none = await fetched([['ROPE', 1]]);
  const lost = await sent(none);
  must(await at(system, lost, 'arrive', { lines: [{ sku: 'ROPE', quantity: 0 }] }), 200);
  expect(partOf(await orderIn(system, none, 'AWAITING_BUYER'), lost)).toMatchObject({ status: 'REROUTED' });
});

test('arrival against cancel, both ways and at once: every piece is on sale or collected, none twice', async () => {
  await stocked(system, 'COIN', { depot: 9 });
  const ids = await Promise.all(Array.from({ length: 9 }, () => fetched([['COIN', 1]])));
  await Promise.all(
    ids.map(async (id, i) => {
      const fo = await sent(id);
      const arrives = () => at(system, fo, 'arrive');
      if (i % 3 === 0) {
        await arrives();
        await cancel(system, id);
      } else if (i % 3 === 1) {
        await cancel(system, id);
        await arrives();
      } else await Promise.all([arrives(), cancel(system, id)]);
      await orderIn(system, id, 'CANCELLED');
      await system.call('location:near', `POST /v1/transfers/${fo.id}/receive`, {});
    }),
  );
  expect(await shelf('COIN', 'near')).toMatchObject({ onHand: 9, reserved: 0, available: 9 });
  expect(await shelf('COIN', 'depot')).toMatchObject({ onHand: 0, reserved: 0 });
});

test('a channel may sell as much while its goods travel: its allocation neither shrinks nor grows', async () => {
  await stocked(system, 'CHART', { depot: 10 });
  await warehouse(system, 'all', { near: 10_000, depot: 10_000 });
  await allot(system, [
    { warehouseId: 'all', allocations: [{ channelId: 'shop', kind: 'PERCENT', basisPoints: 5000 }] },
  ]);
  const left = () => available(system, 'shop', 'CHART');
  expect(await left()).toBe(5);
  const id = await fetched([['CHART', 2]]);
  const fo = await sent(id);
  expect(await left()).toBe(3);
  must(await at(system, fo, 'arrive'), 200);
  expect(await left()).toBe(3);
  await collect(fo);
  expect(await left()).toBe(3);
});
