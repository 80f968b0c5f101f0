// Quotas: of a store, of all stores of a franchisee, of an hour, and of the days of a campaign; taken at the offer,
// returned when it ends without an accept.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at, must, offered, orderThat, place, see } from '../support/orders.ts';
import { startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const operator = (request: string, body?: unknown): Promise<Answer> => system.call('operator', request, body);
const everyDay = {
  weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), [['00:00', '24:00']]])),
};
const places: Record<string, object> = {
  near: { province: 'ZJ', city: 'Hangzhou', latitude: 30.25, longitude: 120.15 },
  middle: { province: 'ZJ', city: 'Ningbo', latitude: 29.87, longitude: 121.55 },
};
const put = (id: string, more: object): Promise<Answer> =>
  operator(`PUT /v1/locations/${id}`, {
    name: id,
    kind: 'STORE',
    partyId: 'li',
    timeZone: 'Asia/Shanghai',
    openingHours: everyDay,
    carriers: ['sandbox'],
    ...places[id],
    ...more,
  });
const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
const settled = (id: string) =>
  orderThat(system, id, (o) => o.fulfillmentOrders.length > 0 || o.status === 'NEEDS_ATTENTION', 'routed');
const takenBy = async (subject: string): Promise<number> =>
  (
    await system.deps.orm.em
      .fork()
      .execute<{ taken: number }[]>(
        'select coalesce(sum(taken), 0)::int as taken from quota_taken where subject = ? and length(period) = 10',
        [subject],
      )
  )[0]?.taken ?? -1;

test('a franchisee allots no more than it has, and its stores take no more, however many orders at once', async () => {
  must(await operator('PUT /v1/parties/li', { name: 'Li', kind: 'FRANCHISEE', dailyQuota: 3 }), 200);
  must(await put('near', { dailyQuota: 2 }), 200);
  expect(await put('middle', { dailyQuota: 2 })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/dailyQuota', detail: "the party's locations would have 4 orders a day of its 3" }] },
  });
  must(await put('middle', {}), 200);
  expect(await operator('PUT /v1/parties/li', { name: 'Li', kind: 'FRANCHISEE', dailyQuota: 1 })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/dailyQuota' }] },
  });
  const ids = await Promise.all(Array.from({ length: 8 }, () => place(system)));
  const where = (await Promise.all(ids.map(settled))).map((order) => order.fulfillmentOrders[0]?.locationId);
  expect(['near', 'middle', 'far'].map((place) => where.filter((one) => one === place).length)).toEqual([2, 1, 5]);
  expect([await takenBy('near'), await takenBy('party/li')]).toEqual([2, 3]);
  const atNear = ids[where.indexOf('near')] ?? '';
  must(await at(system, await offered(system, atNear), 'reject', { reason: 'TOO_BUSY' }), 200);
  await orderThat(system, atNear, (o) => o.fulfillmentOrders.length === 2, 'the next offer');
  // the franchisee has a free unit again
  expect((await see(system, atNear)).fulfillmentOrders[1]?.locationId).toBe('middle');
  expect([await takenBy('near'), await takenBy('party/li')]).toEqual([1, 3]);
});

test('a campaign gives other quotas for its days; two of the same days are refused', async () => {
  expect(
    await operator('POST /v1/quota-overrides', { partyId: 'li', from: today(), to: '2000-01-01', dailyQuota: 9 }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/to' }] } });
  expect(
    await operator('POST /v1/quota-overrides', { partyId: 'nobody', from: today(), to: today(), dailyQuota: 9 }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/partyId' }] } });
  const { id } = must(
    await operator('POST /v1/quota-overrides', { partyId: 'li', from: today(), to: today(), dailyQuota: 4 }),
    201,
  ).body as { id: string };
  expect(
    await operator('POST /v1/quota-overrides', { partyId: 'li', from: '2000-01-01', to: '2999-01-01', dailyQuota: 5 }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/from', detail: `overlaps with ${id}` }] } });
  expect((await operator('GET /v1/quota-overrides')).body['items']).toEqual([
    { id, locationId: null, partyId: 'li', from: today(), to: today(), dailyQuota: 4 },
  ]);
  expect((await settled(await place(system))).fulfillmentOrders[0]?.locationId).toBe('near');
  expect((await settled(await place(system))).fulfillmentOrders[0]?.locationId).toBe('far');
  must(await operator(`DELETE /v1/quota-overrides/${id}`), 200);
  expect(await operator(`DELETE /v1/quota-overrides/${id}`)).toMatchObject({ status: 404 });
});

test('a store that has taken its orders of the hour is passed over; a pickup goes there all the same', async () => {
  must(await operator('PUT /v1/parties/li', { name: 'Li', kind: 'FRANCHISEE' }), 200);
  must(await put('near', { hourlyQuota: 1 }), 200);
  expect((await settled(await place(system))).fulfillmentOrders[0]?.locationId).toBe('near');
  const passed = await place(system);
  expect((await settled(passed)).fulfillmentOrders[0]?.locationId).toBe('middle');
  expect(JSON.stringify((await operator(`GET /v1/orders/${passed}/explanation`)).body)).toContain(
    'HOURLY_QUOTA_REACHED',
  );
  expect(
    (await settled(await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' }))).fulfillmentOrders[0]
      ?.locationId,
  ).toBe('near');
});
