// Regressions found by a fuzzer: each was a 500, a 503 that blamed the database, or an unrequested change.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offered, orderBody, orderIn, place } from '../support/orders.ts';
import { locations } from '../support/retailer.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const ask = (request: string, body?: unknown) => system.call('operator', request, body);
const invalid = (pointer: string) => ({
  status: 400,
  body: { code: 'VALIDATION', errors: expect.arrayContaining([expect.objectContaining({ pointer })]) },
});
const columns = (sql: string) => system.deps.orm.em.fork().execute<Record<string, unknown>[]>(sql);

const channel = { name: 'Shop', platform: 'OWN_APP', currency: 'CNY' };
const near = locations.find((l) => l.id === 'near');
const location = { ...near, id: undefined, participating: true };
const product = { name: 'Shirt', category: 'test', unitPriceMinor: 100 };
const stock = { id: 'r1', locationId: 'near', sku: 'SHIRT', quantity: 1 };
const huge = 2 ** 31;

test.each<[string, string, unknown, string]>([
  ['a weight of four tons too many', 'PUT /v1/products/SHIRT', { ...product, weightGrams: huge }, '/weightGrams'],
  [
    'a version beyond the integers of a column',
    'PUT /v1/channels/shop',
    { ...channel, profileVersion: huge },
    '/profileVersion',
  ],
  [
    'a quota beyond the integers of a column',
    'PUT /v1/locations/near',
    { ...location, dailyQuota: huge },
    '/dailyQuota',
  ],
  [
    'a version beyond them in a dry run',
    'POST /v1/routing/dry-run',
    { lines: [{ sku: 'SHIRT', quantity: 1 }], profileVersion: huge },
    '/profileVersion',
  ],
  [
    'a version that was never published',
    'PUT /v1/channels/shop',
    { ...channel, profileVersion: 77 },
    '/profileVersion',
  ],
  ['a party that does not exist', 'PUT /v1/locations/near', { ...location, partyId: 'nobody' }, '/partyId'],
  [
    'a zero byte in a policy',
    'PUT /v1/channels/shop',
    { ...channel, policy: { preferredCarriers: ['a\u0000b'] } },
    '/policy/preferredCarriers/0',
  ],
  ['a zero byte in a secret', 'PUT /v1/channels/shop', { ...channel, webhookSecret: 'whsec_\u0000' }, '/webhookSecret'],
  ['a secret that cannot sign', 'PUT /v1/channels/shop', { ...channel, webhookSecret: 'whsec_no' }, '/webhookSecret'],
  ['a zero byte in a cursor', 'GET /v1/attention?cursor=%00', undefined, '/cursor'],
  ['a cursor of another list', 'GET /v1/attention?cursor=019a0000-0000-7000-8000-000000000000', undefined, '/cursor'],
  ['a zero byte in a path', 'GET /v1/locations/%00/offers', undefined, '/id'],
  ['a yes that is neither true nor false', 'GET /v1/webhook-deliveries?parked=enabled', undefined, '/parked'],
  ['the same parameter twice', 'GET /v1/orders?limit=1&limit=2', undefined, '/limit'],
])('%s is refused and named', async (_, request, body, pointer) => {
  expect(await ask(request, body)).toMatchObject(invalid(pointer));
});

test.each(['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '3000-01-01T00:00:00Z', '9999-12-31T23:59:59-12:00'])(
  'an order of %s is refused: no calendar of ours reaches there',
  async (instant) => {
    expect(await system.call('channel:shop', 'POST /v1/orders', { ...orderBody(), placedAt: instant })).toMatchObject(
      invalid('/placedAt'),
    );
    expect(await system.call('channel:shop', 'POST /v1/orders', { ...orderBody(), shipBy: instant })).toMatchObject(
      invalid('/shipBy'),
    );
  },
);

test('an order at both ends of the calendar is taken and goes on', async () => {
  for (const instant of ['1970-01-01T00:00:00+14:00', '2999-12-31T23:59:59-12:00']) {
    const id = await place(system, { more: { placedAt: instant, shipBy: instant } });
    expect((await ask(`GET /v1/orders/${id}`)).body).toMatchObject({ shipBy: new Date(instant).toISOString() });
  }
  const id = await place(system);
  await offered(system, id);
  await ask(`POST /v1/orders/${id}/holds`, {
    key: 'LATER',
    reason: 'in a thousand years',
    dueAt: '2999-12-31T23:59:59Z',
  });
  expect(await orderIn(system, id, 'ON_HOLD')).toMatchObject({ holds: [{ key: 'LATER' }] });
  expect(await ask(`POST /v1/orders/${id}/holds/LATER/release`)).toMatchObject({ status: 200, body: { holds: [] } });
});

test('goods beyond what can be counted are refused, and nothing is booked', async () => {
  await columns(`with s as (
      update stock set on_hand = 2147483000 where sku = 'ONLY_FAR' and location_id = 'far' returning *
    )
    insert into stock_ledger (
      cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged,
      on_hand_after, reserved_after, safety_after, in_doubt_after, damaged_after
    )
    select 'a very large delivery', 'RECEIPT', location_id, sku, 2147482995, 0, 0, 0,
      on_hand, reserved, safety, in_doubt, damaged
    from s`);
  expect(
    await ask('POST /v1/stock/receipts', {
      ...stock,
      id: 'too-much',
      locationId: 'far',
      sku: 'ONLY_FAR',
      quantity: 1000,
    }),
  ).toMatchObject({ status: 400, body: { code: 'VALIDATION' } });
  expect(await columns("select on_hand from stock where sku = 'ONLY_FAR' and location_id = 'far'")).toEqual([
    { on_hand: 2147483000 },
  ]);
  expect(await columns("select 1 from stock_ledger where cause = 'receipt/too-much'")).toEqual([]);
});

test('an Idempotency-Key is visible characters, at most 200', async () => {
  const id = await place(system);
  await offered(system, id);
  const hold = (key: string) =>
    system.call('operator', `POST /v1/orders/${id}/holds`, { key: 'FRAUD', reason: 'x' }, { 'idempotency-key': key });
  for (const key of ['a b', 'é', 'x'.repeat(201)])
    expect(await hold(key)).toMatchObject({ status: 400, body: { code: 'VALIDATION' } });
  expect((await hold('!'.repeat(200))).status).toBe(200);
});

test("setting a location up again does not end its pause, nor a channel's make it younger", async () => {
  expect((await ask('POST /v1/locations/middle/pause', { reason: 'stocktaking' })).status).toBe(200);
  await columns("update location set expiries_in_a_row = 2 where id = 'middle'");
  const { id: _, ...middle } = locations.find((l) => l.id === 'middle') ?? (locations[0] as (typeof locations)[number]);
  expect((await ask('PUT /v1/locations/middle', middle)).status).toBe(200);
  expect(
    await columns(
      "select pause_reason, paused_until is not null as paused, expiries_in_a_row from location where id = 'middle'",
    ),
  ).toEqual([{ pause_reason: 'stocktaking', paused: true, expiries_in_a_row: 2 }]);
  const [before] = await columns("select created_at from channel where id = 'shop'");
  expect((await ask('PUT /v1/channels/shop', channel)).status).toBe(200);
  expect(await columns("select created_at from channel where id = 'shop'")).toEqual([before]);
  expect((await ask('PUT /v1/channels/brand-new', channel)).status).toBe(200);
  expect(
    await columns("select created_at > now() - interval '1 minute' as now from channel where id = 'brand-new'"),
  ).toEqual([{ now: true }]);
});

test('a method that a path does not take is 405 and names those that it takes', async () => {
  const response = await fetch(`${system.url}/v1/attention`, { method: 'DELETE' });
  expect([response.status, response.headers.get('allow'), ((await response.json()) as { code: string }).code]).toEqual([
    405,
    'GET, HEAD',
    'METHOD_NOT_ALLOWED',
  ]);
});

test('open attention comes oldest first whatever its order, louder with its age, page by page to the end', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await place(system, { lines: [['NOWHERE', 1]] }));
  for (const id of ids) await orderIn(system, id, 'NEEDS_ATTENTION');
  const ages = ['30 minutes', '3 days', '2 hours', '2 hours', '0 minutes'];
  for (const [i, id] of ids.entries())
    await columns(
      `update attention
        set opened_at = date_trunc('second', now())
          - interval '${ages[i] ?? ''}' + interval '${i === 3 ? '1 microsecond' : '0'}'
        where order_id = '${id}'`,
    );
  const seen: { orderId: string; escalation: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await ask(`GET /v1/attention?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...(body['items'] as typeof seen));
    cursor = body['nextCursor'] as string | null;
  }
  expect(seen.filter((s) => ids.includes(s.orderId)).map((s) => [ids.indexOf(s.orderId), s.escalation])).toEqual([
    [1, 'OVERDUE'],
    [2, 'AGED'],
    [3, 'AGED'],
    [0, 'NEW'],
    [4, 'NEW'],
  ]);
});
