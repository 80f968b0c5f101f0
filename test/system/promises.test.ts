// Ship-by dates: decided once, at intake; and the orders at risk.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, at, must, offered, orderThat, place, see } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    dated: {
      calendar: { timeZone: 'Asia/Shanghai', cutOff: '24:00', shipTime: '24:00', weekdays: everyDay, holidays: [] },
      handlingDays: 1,
    },
    urgent: { shipBySeconds: 3600, handlingSeconds: 7200 },
  });
});
afterAll(async () => {
  await system.stop();
});

const atRisk = async (as: string, query = '') =>
  (await system.call(as, `GET /v1/orders-at-risk${query}`)).body as unknown as {
    items: { orderId: string; late: boolean; quantity: number; secondsLeft: number }[];
    nextCursor: string | null;
  };

test("the promise follows the channel's calendar and stays when the calendar changes", async () => {
  const id = await place(system, {}, 'dated');
  const { body } = await system.call('operator', `GET /v1/orders/${id}`);
  const endOfTomorrow = new Date(
    Math.floor((Date.now() + 8 * 3_600_000) / 86_400_000) * 86_400_000 + 2 * 86_400_000 - 8 * 3_600_000,
  ).toISOString();
  expect(body['shipBy']).toBe(endOfTomorrow);
  must(
    await system.call('operator', 'PUT /v1/channels/dated', {
      name: 'dated',
      platform: 'site',
      currency: 'CNY',
      policy: { calendar: null, shipBySeconds: 60 },
    }),
    200,
  );
  expect((await system.call('operator', `GET /v1/orders/${id}`)).body['shipBy']).toBe(endOfTomorrow);
});

test('an impossible calendar is refused with the field that is wrong', async () => {
  const put = (policy: object) =>
    system.call('operator', 'PUT /v1/channels/dated', { name: 'dated', platform: 'site', currency: 'CNY', policy });
  const calendar = { timeZone: 'Asia/Shanghai', cutOff: '16:00', weekdays: everyDay };
  expect(await put({ calendar: { ...calendar, cutOff: '25:00' } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/policy/calendar/cutOff' }] },
  });
  expect(await put({ calendar: { ...calendar, shipTime: '15:00' } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/policy/calendar/shipTime' }] },
  });
  expect(await put({ calendar: { ...calendar, holidays: ['2026-02-30'] } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/policy/calendar/holidays/0' }] },
  });
  expect(
    await put({
      campaigns: [{ name: 'x', from: '2026-11-12T00:00:00Z', to: '2026-11-11T00:00:00Z', shipBySeconds: 1 }],
    }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/policy/campaigns/0/to' }] } });
});

test('orders at risk are listed, most urgent first, by page, to their own channel only, until they left', async () => {
  const ids = [
    await place(system, { lines: [['SHIRT', 2]] }, 'urgent'),
    await place(system, {}, 'urgent'),
    await place(system, {}, 'urgent'),
  ];
  await offered(system, ids[0] ?? '');
  const listed = async (query = '') => (await atRisk('operator', query)).items.map((item) => item.orderId);
  expect(await listed()).toEqual(ids);
  expect(await listed('?withinSeconds=60')).toEqual([]);
  const first = await atRisk('channel:urgent', '?limit=2');
  expect(first.items).toMatchObject([{ orderId: ids[0], late: false, quantity: 2 }, { orderId: ids[1] }]);
  expect((await atRisk('channel:urgent', `?limit=2&cursor=${first.nextCursor ?? ''}`)).items).toMatchObject([
    { orderId: ids[2] },
  ]);
  expect((await atRisk('channel:shop')).items).toEqual([]);
  const fo = await accepted(system, ids[0] ?? '');
  must(await at(system, fo, 'ship'), 200);
  await orderThat(system, ids[0] ?? '', (o) => o.status === 'FULFILLED', 'it has left');
  expect(await listed()).toEqual(ids.slice(1));
  expect((await see(system, ids[0] ?? '')).status).toBe('FULFILLED');
  expect(
    await system.call(
      'operator',
      `GET /v1/orders-at-risk?cursor=${Buffer.from(`2026-01-01 ${randomUUID()}x`).toString('base64url')}`,
    ),
  ).toMatchObject({ status: 400 });
});
