import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { locations } from '../support/retailer.ts';
import { accepted, at, offered, orderBody, orderIn, orderThat, place, see } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ late: { shipBySeconds: 1, offerSeconds: 1 }, silent: { deliverySeconds: 1 } });
});
afterAll(async () => {
  await system.stop();
});

test('accepted and not shipped in time asks for a person, who may take it away; the next store gets it', async () => {
  const id = await place(system, {}, 'late');
  const fo = await accepted(system, id);
  const late = await orderIn(system, id, 'NEEDS_ATTENTION');
  expect(late.attention).toMatchObject([{ reason: 'SHIP_LATE', subjectId: fo.id }]);
  const list = (await system.call('operator', 'GET /v1/attention?reason=SHIP_LATE')).body['items'] as {
    orderId: string;
  }[];
  expect(list.find((a) => a.orderId === id)).toMatchObject({
    owner: 'STORE',
    actions: ['WAIT'],
    ageSeconds: expect.any(Number),
  });
  expect((await system.call('operator', `POST /v1/fulfillment-orders/${fo.id}/take-away`)).status).toBe(200);
  expect(
    (await orderThat(system, id, (o) => o.fulfillmentOrders.length === 2, 'the next offer')).fulfillmentOrders[1],
  ).toMatchObject({ locationId: 'middle' });
});

test('a parcel that nobody hears of asks for an operator', async () => {
  const id = await place(system, {}, 'silent');
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  const silent = await orderIn(system, id, 'NEEDS_ATTENTION');
  expect(silent.attention).toMatchObject([{ reason: 'PARCEL_SILENT' }]);
  expect(
    (await system.call('operator', `POST /v1/attention/${silent.attention[0]?.id}/resolve`, { action: 'LOST' })).status,
  ).toBe(200);
  await orderIn(system, id, 'COMPLETED');
});

test('orders are taken in while nothing runs behind the api, and go on when it does', async () => {
  const alone = await startWholeSystem({}, { worker: false });
  try {
    const ids = await Promise.all([place(alone), place(alone)]);
    for (const id of ids)
      expect(await see(alone, id)).toMatchObject({ status: 'RECEIVED', waits: [{ kind: 'START' }] });
    expect(await alone.call('channel:shop', `POST /v1/orders/${ids[0]}/cancel`, { reason: 'x' })).toMatchObject({
      status: 503,
      body: { code: 'ORDER_STARTING' },
    });
    await alone.startWorker();
    for (const id of ids) await offered(alone, id);
  } finally {
    await alone.stop();
  }
});

test('a store takes no more orders on a day than its quota', async () => {
  const { name: _name, id: _id, openingHours, ...near } = locations[0] ?? (locations[1] as never);
  const put = (dailyQuota: number | null) =>
    system.call('operator', 'PUT /v1/locations/near', { ...near, name: 'near', openingHours, dailyQuota });
  const [row] = await system.deps.orm.em
    .fork()
    .execute<{ taken: number }[]>(
      "select coalesce(max(taken), 0)::int as taken from quota_taken where subject = 'near'",
    );
  expect((await put((row?.taken ?? 0) + 1)).status).toBe(200);
  const [a, b] = [await place(system), await place(system)];
  const [first, second] = [await offered(system, a), await offered(system, b)];
  expect([first.locationId, second.locationId].toSorted((x, y) => (x < y ? -1 : 1))).toEqual(['middle', 'near']);
  await at(system, first.locationId === 'near' ? first : second, 'reject', { reason: 'TOO_BUSY' });
  const third = await place(system);
  expect(await offered(system, third)).toMatchObject({ locationId: 'near' }); // a rejected offer returns its quota
  await put(null);
});

test('a count below what is reserved moves live offers elsewhere, newest first, and flags accepted goods', async () => {
  const older = await place(system, { lines: [['ONLY_NEAR', 2]] });
  const kept = await accepted(system, older);
  const newer = await place(system, { lines: [['ONLY_NEAR', 2]] });
  await offered(system, newer);
  const counted = await system.call('operator', 'POST /v1/stock/counts', {
    id: 'c1',
    locationId: 'near',
    sku: 'ONLY_NEAR',
    quantity: 1,
  });
  expect(counted).toMatchObject({ status: 200, body: { withdrawnOffers: 1, onHand: 1 } });
  await orderThat(system, newer, (o) => o.fulfillmentOrders[0]?.requestStatus === 'WITHDRAWN', 'a withdrawn offer');
  expect((await see(system, older)).attention).toMatchObject([{ reason: 'STOCK_SHORT', subjectId: kept.id }]);
  expect((await at(system, kept, 'ship')).status).toBe(200); // a real hand-over is never refused because of a counter
  const again = (quantity: number) =>
    system.call('operator', 'POST /v1/stock/counts', { id: 'c1', locationId: 'near', sku: 'ONLY_NEAR', quantity });
  expect(await again(1)).toMatchObject({ status: 200, body: { onHand: 0 } }); // a repeated count is one
  expect(await again(9)).toMatchObject({ status: 409, body: { code: 'ID_TAKEN' } });
});

test('goods that come in can be sold; promises are what is there less what accepted orders still need', async () => {
  const before = (await system.call('operator', 'GET /v1/stock?sku=NOWHERE')).body;
  const id = await place(system, { lines: [['NOWHERE', 2]] });
  await orderIn(system, id, 'NEEDS_ATTENTION');
  expect((await system.call('operator', 'GET /v1/stock?sku=NOWHERE')).body).toMatchObject({
    available: 0,
    openDemand: 2,
    availableToPromise: Number(before['availableToPromise']) - 2,
  });
  await system.call('operator', 'POST /v1/stock/receipts', {
    id: 'r1',
    locationId: 'far',
    sku: 'NOWHERE',
    quantity: 3,
  });
  expect((await system.call('operator', `POST /v1/orders/${id}/route`, {})).status).toBe(200);
  expect(await offered(system, id)).toMatchObject({ locationId: 'far' });
  expect((await system.call('operator', 'GET /v1/stock?sku=NOWHERE')).body).toMatchObject({
    available: 1,
    openDemand: 0,
    availableToPromise: 1,
  });
});

test('address and ship-by may change until the first label, not after', async () => {
  const id = await place(system);
  const fo = await offered(system, id);
  expect(
    await system.call('channel:shop', `PATCH /v1/orders/${id}`, {
      address: { ...orderBody().address, line: '2 New Road' },
    }),
  ).toMatchObject({ status: 200, body: { address: { line: '2 New Road' } } });
  await at(system, fo, 'accept');
  expect(await system.call('channel:shop', `PATCH /v1/orders/${id}`, { buyerNote: 'too late' })).toMatchObject({
    status: 409,
    body: { code: 'TOO_LATE' },
  });
});
