import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, at, carrierSays, offered, orderIn, place } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

test('an order is offered to the nearest store, accepted, shipped, delivered and completed', async () => {
  const id = await place(system);
  const fo = await offered(system, id);
  expect(fo).toMatchObject({ locationId: 'near', status: 'OPEN', requestStatus: 'OFFERED', attempt: 1 });
  const labelled = await accepted(system, id);
  expect(labelled.status).toBe('IN_PROGRESS');
  expect(await at(system, labelled, 'ship')).toMatchObject({ status: 200, body: { status: 'SHIPPED' } });
  await carrierSays(system, labelled, 'DELIVERED');
  const done = await orderIn(system, id, 'COMPLETED');
  expect(done).toMatchObject({
    lines: [{ quantity: 1, fulfilled: 1, unrouted: 0 }],
    fulfillmentOrders: [{ status: 'DELIVERED' }],
    refunds: [],
  });
});
