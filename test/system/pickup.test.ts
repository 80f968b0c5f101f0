import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, at, offered, orderIn, orderThat, place, see, type FulfillmentSeen } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    brief: { pickupStorageSeconds: 1, pickupExtensionSeconds: 1 },
    hasty: { buyerChoiceSeconds: 1 },
  });
});
afterAll(async () => {
  await system.stop();
});

async function ready(
  channel = 'shop',
  lines: [string, number][] = [['SHIRT', 1]],
): Promise<{ id: string; fo: FulfillmentSeen; number: string; code: string; token: string }> {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near', lines }, channel);
  const fo = await accepted(system, id);
  expect((await at(system, fo, 'ready')).status).toBe(200);
  const { body } = await system.call(`channel:${channel}`, `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  const number = (await system.call('operator', `GET /v1/orders/${id}`)).body['channelOrderNumber'] as string;
  return { id, fo, number, code: body['code'] as string, token: body['token'] as string };
}
const redeem = (body: object, where = 'near') =>
  system.call(`location:${where}`, `POST /v1/locations/${where}/redeem`, body);

test('the same code is derived at each reading, six digits and a token, and the store takes either', async () => {
  const a = await ready();
  expect(a.code).toMatch(/^\d{6}$/);
  expect((await system.call('channel:shop', `GET /v1/fulfillment-orders/${a.fo.id}/pickup-code`)).body['code']).toBe(
    a.code,
  );
  expect(await redeem({ orderNumber: a.number, code: a.code })).toMatchObject({
    status: 200,
    body: { status: 'COLLECTED' },
  });
  const b = await ready();
  expect(await redeem({ token: b.token })).toMatchObject({ status: 200, body: { status: 'COLLECTED' } });
  await orderIn(system, b.id, 'COMPLETED');
});

test('wrong, unknown, foreign and used codes get one and the same answer', async () => {
  const a = await ready();
  const wrong = await redeem({ orderNumber: a.number, code: a.code === '000000' ? '000001' : '000000' });
  const same = [
    await redeem({ orderNumber: 'no-such-number', code: '123456' }),
    await redeem({ orderNumber: a.number, code: a.code }, 'middle'),
    await redeem({ token: `${a.token}x` }),
  ];
  expect(wrong.status).toBe(422);
  for (const answer of same)
    expect({ status: answer.status, body: { ...answer.body, instance: '' } }).toEqual({
      status: 422,
      body: { ...wrong.body, instance: '' },
    });
  expect((await redeem({ orderNumber: a.number, code: a.code })).status).toBe(200);
  // a repeat is the same message
  expect((await redeem({ orderNumber: a.number, code: a.code })).status).toBe(200);
  expect((await redeem({ token: a.token })).status).toBe(422); // sent in another form, the code is used up
  expect((await redeem({ orderNumber: a.number, code: '424242' })).status).toBe(422);
});

test('five wrong tries lock the code, also for the right one, until it is issued anew', async () => {
  const a = await ready();
  const others = Array.from({ length: 5 }, (_, i) => String((Number(a.code) + i + 1) % 1_000_000).padStart(6, '0'));
  for (const code of others) expect((await redeem({ orderNumber: a.number, code })).status).toBe(422);
  expect((await redeem({ orderNumber: a.number, code: a.code })).status).toBe(422);
  expect((await see(system, a.id)).fulfillmentOrders[0]?.pickup).toMatchObject({ codeStatus: 'LOCKED', triesLeft: 0 });
  expect((await at(system, a.fo, 'pickup-code')).status).toBe(200);
  const fresh = (await system.call('channel:shop', `GET /v1/fulfillment-orders/${a.fo.id}/pickup-code`)).body;
  expect(fresh).toMatchObject({ generation: 2 });
  expect((await redeem({ token: a.token })).status).toBe(422);
  expect((await redeem({ token: fresh['token'] })).status).toBe(200);
});

test('goods not fetched go back on sale and the buyer is refunded; one extension is possible, not two', async () => {
  const before = (await system.call('operator', 'GET /v1/stock?sku=SHOE&locationId=near')).body['items'] as {
    available: number;
  }[];
  const a = await ready('brief', [['SHOE', 1]]);
  expect((await at(system, a.fo, 'extend')).status).toBe(200);
  expect(await at(system, a.fo, 'extend', undefined)).toMatchObject({ status: 200 }); // a repeated request is one
  const done = await orderIn(system, a.id, 'CANCELLED');
  expect(done).toMatchObject({
    fulfillmentOrders: [{ status: 'CANCELLED', closeReason: 'UNCOLLECTED', pickup: { codeStatus: 'EXPIRED' } }],
    refunds: [{ amountMinor: 10_800, status: 'SUCCEEDED' }],
  });
  expect((await system.call('operator', 'GET /v1/stock?sku=SHOE&locationId=near')).body['items']).toMatchObject([
    { available: before[0]?.available },
  ]);
});

test('the chosen store rejects: the buyer is asked, and chooses another store, delivery or cancel', async () => {
  const reject = async () => {
    const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
    await at(system, await offered(system, id), 'reject', { reason: 'OUT_OF_STOCK' });
    await orderIn(system, id, 'AWAITING_BUYER');
    return id;
  };
  const other = await reject();
  expect(
    (await system.call('channel:shop', `POST /v1/orders/${other}/pickup-choice`, { locationId: 'middle' })).status,
  ).toBe(200);
  expect(await offered(system, other)).toMatchObject({ locationId: 'middle' });
  const delivered = await reject();
  expect(
    (await system.call('channel:shop', `POST /v1/orders/${delivered}/pickup-choice`, { deliver: true })).status,
  ).toBe(200);
  expect(
    (await orderThat(system, delivered, (o) => o.status === 'AWAITING_ACCEPTANCE', 'an offer')).fulfillmentOrders.at(
      -1,
    ),
  ).toMatchObject({ locationId: 'middle' });
  const cancelled = await reject();
  expect(
    (await system.call('channel:shop', `POST /v1/orders/${cancelled}/pickup-choice`, { cancel: true })).status,
  ).toBe(200);
  await orderIn(system, cancelled, 'CANCELLED');
});

test('a buyer who does not choose in time is refunded', async () => {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' }, 'hasty');
  await at(system, await offered(system, id), 'reject', { reason: 'TOO_BUSY' });
  expect((await orderIn(system, id, 'CANCELLED')).refunds).toMatchObject([{ amountMinor: 10_800 }]);
});

test('cancelling a pickup order stops it at once and revokes its code', async () => {
  const a = await ready();
  expect(await system.call('channel:shop', `POST /v1/orders/${a.id}/cancel`, { reason: 'no' })).toMatchObject({
    body: { outcomes: [{ became: 'CANCELLED' }] },
  });
  expect((await redeem({ token: a.token })).status).toBe(422);
  expect(await orderIn(system, a.id, 'CANCELLED')).toMatchObject({
    fulfillmentOrders: [{ status: 'CANCELLED', pickup: { codeStatus: 'REVOKED' } }],
  });
});
