// Same-day delivery: radius, carriers, slots that are never overfilled, and the next day only where the channel allows
// it.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  accepted,
  at,
  attentionOf,
  must,
  offered,
  orderBody,
  orderThat,
  place,
  see,
  type OrderSeen,
  type Wanted,
} from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

const hour = 3_600_000;
const allDay = { from: '00:00', to: '24:00' };
let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ patient: { sameDayFallback: 'NEXT_DAY' } });
  must(await system.call('operator', 'PUT /v1/carriers/swift', { name: 'Swift', sameDayRadiusKm: 10 }), 200);
  const zone = new Date().getUTCHours() === 15 ? 'UTC' : 'Asia/Shanghai'; // no midnight in the middle of a test
  await system.deps.orm.em
    .fork()
    .execute(`update location set carriers = '["sandbox", "swift"]', time_zone = ? where id in ('near', 'far')`, [
      zone,
    ]);
});
afterAll(async () => {
  await system.stop();
});

interface Seen extends OrderSeen {
  delivery: { speed: string; slot: { from: string; to: string } | null };
  shipBy: string;
  receivedAt: string;
}
const sameDay = (slot?: object, wanted: Wanted = {}): Wanted => ({
  ...wanted,
  more: { delivery: { speed: 'SAME_DAY', ...(slot ? { slot } : {}) } },
});
const routed = async (id: string): Promise<Seen> =>
  (await orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders.length > 0 || o.status === 'NEEDS_ATTENTION',
    'routed',
  )) as Seen;
const whyNot = async (id: string): Promise<string> =>
  JSON.stringify((await system.call('operator', `GET /v1/orders/${id}/explanation`)).body);
const putSlots = (capacity: number, id = 'near') =>
  system.call('operator', `PUT /v1/locations/${id}/delivery-slots`, { slots: [{ ...allDay, capacity }] });
interface Left {
  left: number;
  slot: { from: string; to: string };
}
const slotsAt = async (locationId: string, as = 'channel:shop'): Promise<Left[]> =>
  (
    (await system.call(as, `GET /v1/delivery-slots?locationId=${locationId}`)).body['items'] as { slots: Left[] }[]
  ).flatMap((one) => one.slots);
const slotNow = async (): Promise<Left['slot']> => (await slotsAt('near'))[0]?.slot ?? { from: '', to: '' };

test('an order within the radius goes to the store whose carrier brings it today and makes the label', async () => {
  const id = await place(system, sameDay());
  const order = await routed(id);
  expect(order).toMatchObject({
    delivery: { speed: 'SAME_DAY', slot: null },
    fulfillmentOrders: [{ locationId: 'near', delivery: { speed: 'SAME_DAY' } }],
  });
  expect((await accepted(system, id)).waybills.map((label) => label.carrier)).toEqual(['swift']);
  const explained = await whyNot(id);
  expect(explained).toContain('NO_SAME_DAY');
});

test('once its day has ended where the store is, nobody can keep the promise any more', async () => {
  const id = await place(system, sameDay());
  await routed(id);
  const wouldFall = async () =>
    JSON.stringify((await system.call('operator', 'POST /v1/routing/dry-run', { orderId: id })).body);
  expect(await wouldFall()).not.toContain('DAY_OVER');
  await system.deps.orm.em
    .fork()
    .execute("update orders set received_at = received_at - interval '1 day' where id = ?", [id]);
  expect(await wouldFall()).toContain('DAY_OVER');
});

test('outside the radius nobody is asked, and an operator decides: the next day after all', async () => {
  const id = await place(system, sameDay(undefined, { lines: [['ONLY_FAR', 1]] }));
  await attentionOf(system, id, 'NO_CANDIDATE');
  expect(await whyNot(id)).toContain('NO_SAME_DAY');
  must(await system.call('operator', `POST /v1/orders/${id}/route`, {}), 200);
  expect((await see(system, id)).fulfillmentOrders).toEqual([]);
  must(await system.call('operator', `POST /v1/orders/${id}/route`, { delivery: 'STANDARD' }), 200);
  expect(await routed(id)).toMatchObject({
    delivery: { speed: 'STANDARD' },
    fulfillmentOrders: [{ locationId: 'far' }],
  });
});

test('of eight orders at once a slot takes as many as it has places; a place given back serves the next', async () => {
  must(await putSlots(3), 200);
  const slot = await slotNow();
  const ids = await Promise.all(Array.from({ length: 8 }, () => place(system, sameDay(slot))));
  const orders = await Promise.all(ids.map(routed));
  expect(orders.filter((order) => order.fulfillmentOrders[0]?.locationId === 'near')).toHaveLength(3);
  const waiting = orders.filter((order) => order.fulfillmentOrders.length === 0);
  expect(waiting.map((order) => order.attention.map((one) => one.reason))).toEqual(
    Array.from({ length: 5 }, () => ['NO_CANDIDATE']),
  );
  expect(await whyNot(waiting[0]?.id ?? '')).toContain('SLOT_FULL');
  expect((await slotsAt('near', 'location:near')).map((one) => one.left)).toEqual([0]);
  const served = orders.find((order) => order.fulfillmentOrders.length > 0);
  must(await at(system, await offered(system, served?.id ?? ''), 'reject', { reason: 'TOO_BUSY' }), 200);
  expect((await slotsAt('near')).map((one) => one.left)).toEqual([1]);
  must(await system.call('operator', `POST /v1/orders/${waiting[0]?.id ?? ''}/route`, { locationId: 'near' }), 200);
  expect((await routed(waiting[0]?.id ?? '')).fulfillmentOrders[0]?.locationId).toBe('near');
  must(await system.call('operator', `POST /v1/orders/${waiting[1]?.id ?? ''}/route`, { locationId: 'near' }), 200);
  expect((await see(system, waiting[1]?.id ?? '')).fulfillmentOrders).toEqual([]); // full again, for operators too
  expect((await slotsAt('near')).map((one) => one.left)).toEqual([0]);
});

test('an order not brought today becomes ordinary where the channel allows: same ship-by, channel told', async () => {
  must(await putSlots(0), 200);
  const slot = await slotNow();
  const id = await place(system, sameDay(slot), 'patient');
  const order = await routed(id);
  expect(order).toMatchObject({
    delivery: { speed: 'STANDARD', slot: null },
    fulfillmentOrders: [{ locationId: 'near', delivery: { speed: 'STANDARD', slot: null } }],
  });
  expect(Date.parse(order.shipBy)).toBe(Math.min(Date.parse(slot.to), Date.parse(order.receivedAt) + 4 * hour));
  const told = await system.deps.orm.em
    .fork()
    .execute<{ body: object }[]>(
      "select body from write_back where order_id = ? and event = 'order.delivery_changed'",
      [id],
    );
  expect(told).toMatchObject([{ body: { delivery: { speed: 'STANDARD', slot: null } } }]);
  expect(JSON.stringify((await system.call('operator', `GET /v1/orders/${id}/timeline`)).body)).toContain(
    'no location can serve it on the same day',
  );
  expect(await whyNot(id)).toContain('SLOT_FULL');
  expect((await routed(await place(system, sameDay(slot)))).attention).toMatchObject([{ reason: 'NO_CANDIDATE' }]);
});

test('ordinary delivery hashes as without the field; the same order for the same day is the same order', async () => {
  const put = async (body: object) => system.call('channel:shop', 'POST /v1/orders', body);
  const body = orderBody();
  const plain = must(await put(body), 201);
  expect(must(await put({ ...body, delivery: { speed: 'STANDARD' } }), 200).body).toMatchObject({
    id: plain.body['id'],
    contentHash: plain.body['contentHash'],
    repeated: true,
  });
  expect(await put({ ...body, delivery: { speed: 'SAME_DAY' } })).toMatchObject({
    status: 409,
    body: { code: 'ORDER_CONFLICT', fields: ['delivery'] },
  });
  const quick = { ...orderBody(), delivery: { speed: 'SAME_DAY', slot: await slotNow() } };
  must(await put(quick), 201);
  must(await put(quick), 200);
  expect(await put({ ...quick, delivery: undefined })).toMatchObject({ status: 409, body: { fields: ['delivery'] } });
});

const utc = (at: number): string => new Date(at).toISOString();
test('a slot that cannot be is refused with the field that is wrong', async () => {
  const slot = await slotNow();
  const refused = async (delivery: object, more: object = {}) => {
    const { status, body } = await system.call('channel:shop', 'POST /v1/orders', {
      ...orderBody(),
      ...more,
      delivery,
    });
    return [status, (body['errors'] as { pointer: string }[] | undefined)?.map((one) => one.pointer)];
  };
  const ended = new Date(Math.floor(Date.now() / 1000) * 1000 - 1000);
  // where it is neither just before nor just after midnight
  const zone = `${ended.getUTCHours() < 12 ? '+' : '-'}12:00`;
  const local = (at: number): string =>
    `${new Date(at + (zone.startsWith('+') ? 12 : -12) * hour).toISOString().slice(0, 19)}${zone}`;
  const given = { speed: 'SAME_DAY' };
  expect(
    await refused({ ...given, slot: { from: local(ended.getTime() - 1000), to: local(ended.getTime()) } }),
  ).toEqual([400, ['/delivery/slot/to']]);
  for (const days of [-1, 1])
    expect(
      await refused({
        ...given,
        slot: { from: utc(Date.now() + days * 24 * hour), to: utc(Date.now() + days * 24 * hour + 1) },
      }),
    ).toEqual([400, ['/delivery/slot/from']]);
  expect(await refused({ ...given, slot: { from: slot.to, to: slot.from } })).toEqual([400, ['/delivery/slot/to']]);
  expect(await refused({ ...given, slot: { from: slot.from, to: utc(Date.parse(slot.to) + 1000) } })).toEqual([
    400,
    ['/delivery/slot/to'],
  ]);
  expect(await refused({ ...given, slot: { from: '2026-11-22T10:00:00', to: slot.to } })).toEqual([
    400,
    ['/delivery/slot/from'],
  ]);
  expect(await refused({ speed: 'STANDARD', slot })).toEqual([400, ['/delivery/slot']]);
  expect(await refused({ ...given, slot }, { method: 'STORE_PICKUP', pickupLocationId: 'near' })).toEqual([
    400,
    ['/delivery/speed'],
  ]);
  expect(await refused({ ...given, hurry: true })).toEqual([400, ['/delivery']]);
});

test('the slots of a location are refused where they make no sense, and a location reads its own only', async () => {
  const put = (slots: object[], id = 'near') =>
    system.call('operator', `PUT /v1/locations/${id}/delivery-slots`, { slots });
  expect(await put([{ from: '18:00', to: '18:00', capacity: 1 }])).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/slots/0/to' }] },
  });
  expect(
    await put([
      { from: '18:00', to: '20:00', capacity: 1 },
      { from: '18:00', to: '21:00', capacity: 1 },
    ]),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/slots/1/from' }] } });
  expect(await put([{ from: '18:00', to: '20:00', capacity: -1 }])).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/slots/0/capacity' }] },
  });
  expect(await put([], 'nowhere')).toMatchObject({ status: 404 });
  expect(await slotsAt('near', 'location:far')).toEqual([]);
  must(await putSlots(2, 'far'), 200);
  const ids = async (as: string, query = '') =>
    ((await system.call(as, `GET /v1/delivery-slots${query}`)).body['items'] as { locationId: string }[]).map(
      (one) => one.locationId,
    );
  expect([await ids('operator'), await ids('channel:shop'), await ids('location:far')]).toEqual([
    ['far', 'near'],
    ['far', 'near'],
    ['far'],
  ]);
  const first = (await system.call('operator', 'GET /v1/delivery-slots?limit=1')).body;
  expect(await ids('operator', `?limit=1&cursor=${first['nextCursor'] as string}`)).toEqual(['near']);
});
