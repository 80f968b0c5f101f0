// The stock pool: planners divide it, channels see and sell their part, and a change is tried before it is made.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, at, cancel, insist, labelled, must, offered, orderBody, orderIn, place } from '../support/orders.ts';
import { allot, available, stocked, warehouse } from '../support/pool.ts';
import { startWholeSystem, until, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
const own = (channelId: string, basisPoints: number) => ({ channelId, kind: 'PERCENT' as const, basisPoints });
beforeAll(async () => {
  system = await startWholeSystem({ app: { onShortage: 'REFUSE' }, market: {}, till: { onShortage: 'REFUSE' } });
});
afterAll(async () => {
  await system.stop();
});

const buy = (channel: string, lines: [string, number][]) =>
  system.call(`channel:${channel}`, 'POST /v1/orders', orderBody({ lines }));
const seen = (sku: string) => Promise.all(['app', 'market', 'till'].map((channel) => available(system, channel, sku)));

test("a channel without rules may sell all but what orders need; a checkout is told each line's shortage", async () => {
  await stocked(system, 'FREE', { near: 3, far: 2 });
  expect(await seen('FREE')).toEqual([5, 5, 5]);
  const held = await place(system, { lines: [['FREE', 2]] }, 'market');
  expect(await seen('FREE')).toEqual([3, 3, 3]);
  expect(
    await buy('app', [
      ['SHIRT', 1],
      ['FREE', 4],
    ]),
  ).toMatchObject({
    status: 409,
    body: {
      code: 'NOT_AVAILABLE',
      detail: 'FREE: 4 wanted, 3 left',
      errors: [{ pointer: '/lines/1/quantity', detail: '3 of FREE left' }],
    },
  });
  expect(await available(system, 'app', 'SHIRT')).toBe(300); // a refused order sells nothing
  const body = orderBody({ lines: [['FREE', 3]] });
  const first = must(await system.call('channel:app', 'POST /v1/orders', body), 201);
  expect(await system.call('channel:app', 'POST /v1/orders', body)).toMatchObject({
    status: 200,
    body: { id: first.body['id'], repeated: true },
  }); // a repeat of the order, although nothing is left
  expect(await seen('FREE')).toEqual([0, 0, 0]);
  await offered(system, held);
  must(await insist(() => cancel(system, held, {}, 'market')), 200);
  await orderIn(system, held, 'CANCELLED');
  expect(await seen('FREE')).toEqual([2, 2, 2]);
});

test('an allocation holds however fast others ship; receipts are divided, cancelled units sold again', async () => {
  await stocked(system, 'BOOT', { near: 10, far: 10 });
  await warehouse(system, 'all', { near: 10_000, far: 10_000 });
  await allot(system, [{ warehouseId: 'all', allocations: [own('app', 5000), own('market', 2500)] }]);
  expect(await seen('BOOT')).toEqual([10, 5, 5]);
  const id = must(await buy('app', [['BOOT', 8]]), 201).body['id'] as string;
  const fo = await accepted(system, id);
  await labelled(system, id, fo.id);
  must(await at(system, fo, 'ship'), 200);
  expect(await seen('BOOT')).toEqual([2, 5, 5]);
  expect(await buy('app', [['BOOT', 3]])).toMatchObject({ status: 409 });
  await stocked(system, 'BOOT', { far: 4 });
  expect(await seen('BOOT')).toEqual([4, 6, 6]);
  const over = await place(system, { lines: [['BOOT', 9]] }, 'market'); // a marketplace has already sold it
  expect(await seen('BOOT')).toEqual([4, 0, 3]);
  await offered(system, over);
  must(await insist(() => cancel(system, over, { lines: [{ lineId: 'L1', quantity: 5 }] }, 'market')), 200);
  expect(
    await until(
      () => seen('BOOT'),
      ([, market]) => market === 2,
    ),
  ).toEqual([4, 2, 6]);
});

test('a change is tried first, gains and losses by product; then it is in force and is what was foretold', async () => {
  await stocked(system, 'COAT', { near: 7, far: 4 }, 'coats');
  await warehouse(system, 'all', { near: 10_000, far: 10_000 });
  await warehouse(system, 'stores', { middle: 5000 }, 'all');
  await allot(system, []);
  expect(await seen('COAT')).toEqual([11, 11, 11]);
  const rules = [
    { warehouseId: 'all', allocations: [own('app', 10_000)] },
    {
      warehouseId: 'all',
      category: 'coats',
      allocations: [
        own('app', 5000),
        { channelId: 'market', kind: 'FIXED', quantity: 3 },
        { channelId: 'app', kind: 'SHARED' },
      ],
    },
  ];
  const kept = must(await system.call('operator', 'POST /v1/allotments', { rules, note: 'coats first' }), 201).body[
    'version'
  ] as number;
  const effects = async (body: object) =>
    (
      (await system.call('operator', 'POST /v1/allotments/dry-run?limit=1000', body)).body['items'] as {
        channelId: string;
        sku: string;
        before: number;
        after: number;
        change: number;
      }[]
    ).filter((e) => e.sku === 'COAT');
  expect(await effects({ rules })).toEqual([
    { channelId: 'app', sku: 'COAT', before: 11, after: 8, change: -3 },
    { channelId: 'market', sku: 'COAT', before: 11, after: 3, change: -8 },
    { channelId: 'shop', sku: 'COAT', before: 11, after: 4, change: -7 },
    { channelId: 'till', sku: 'COAT', before: 11, after: 4, change: -7 },
  ]);
  expect(await effects({ version: kept })).toEqual(await effects({ rules }));
  expect(await seen('COAT')).toEqual([11, 11, 11]);
  must(await system.call('operator', `POST /v1/allotments/${kept}/activate`), 200);
  expect(await seen('COAT')).toEqual([8, 3, 4]);
  expect((await system.call('operator', 'GET /v1/allotments?limit=1')).body).toMatchObject({
    items: [{ version: kept, note: 'coats first', inForce: true, createdBy: 'operator:operator' }],
    nextCursor: expect.any(String),
  });
  const versions: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: Answer = must(
      await system.call('operator', `GET /v1/allotments?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`),
      200,
    );
    versions.push((body['items'] as { version: number }[])[0]?.version);
    cursor = body['nextCursor'] as string | null;
  }
  expect(versions).toEqual(Array.from({ length: kept }, (_, n) => kept - n));
  expect(await system.call('operator', 'GET /v1/allotments?cursor=eA')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/cursor' }] },
  });
  expect((await system.call('operator', `GET /v1/allotments/${kept}`)).body).toMatchObject({
    rules: [{ warehouseId: 'all' }, { category: 'coats' }],
  });
});

test('what was sold before the rules counts under them', async () => {
  await allot(system, []);
  await stocked(system, 'SOCK', { near: 10 });
  const early = await place(system, { lines: [['SOCK', 4]] }, 'market');
  await offered(system, early);
  await allot(system, [{ warehouseId: 'all', allocations: [own('market', 6000)] }]);
  expect(await seen('SOCK')).toEqual([4, 2, 4]);
  must(await insist(() => cancel(system, early, { lines: [{ lineId: 'L1', quantity: 1 }] }, 'market')), 200);
  expect(
    await until(
      () => seen('SOCK'),
      ([, market]) => market === 3,
    ),
  ).toEqual([4, 3, 4]);
});

test('rules that cannot be are refused with the place where they stand, and nothing is kept or changed', async () => {
  const versions = async () =>
    ((await system.call('operator', 'GET /v1/allotments')).body['items'] as unknown[]).length;
  const before = [await versions(), (await system.call('operator', 'GET /v1/warehouses')).body];
  const bad: [unknown, string][] = [
    [{ rules: [{ warehouseId: 'moon', allocations: [] }] }, '/rules/0/warehouseId'],
    [{ rules: [{ warehouseId: 'all', sku: 'HAT', allocations: [] }] }, '/rules/0/sku'],
    [{ rules: [{ warehouseId: 'all', allocations: [own('app', 6000), own('till', 4001)] }] }, '/rules/0/allocations'],
    [{ rules: [{ warehouseId: 'all', allocations: [own('nobody', 1)] }] }, '/rules/0/allocations/0/channelId'],
    [
      { rules: [{ warehouseId: 'all', allocations: [{ channelId: 'app', kind: 'PERCENT', basisPoints: 0.5 }] }] },
      '/rules/0/allocations/0/basisPoints',
    ],
    [
      { rules: [{ warehouseId: 'all', allocations: [{ channelId: 'app', kind: 'LOTTERY' }] }] },
      '/rules/0/allocations/0/kind',
    ],
  ];
  for (const [body, pointer] of bad) {
    const answer = await system.call('operator', 'POST /v1/allotments', body);
    expect([answer.status, answer.body.code, (answer.body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([
      400,
      'VALIDATION',
      pointer,
    ]);
  }
  const put = (id: string, body: object) => system.call('operator', `PUT /v1/warehouses/${id}`, { name: id, ...body });
  expect(await put('more', { locations: [{ locationId: 'middle', basisPoints: 5001 }] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/locations/0/basisPoints', detail: expect.stringContaining('10001') }] },
  });
  expect(await put('more', { parentId: 'stores' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/parentId' }] },
  });
  expect(await put('more', { locations: [{ locationId: 'moon' }] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/locations/0/locationId' }] },
  });
  for (const version of ['999999', '0', 'x'])
    expect([400, 404]).toContain((await system.call('operator', `POST /v1/allotments/${version}/activate`)).status);
  expect([await versions(), (await system.call('operator', 'GET /v1/warehouses')).body]).toEqual(before);
});

test('two planners at the same time never give away more than a place', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      system.call('operator', `PUT /v1/warehouses/race-${n}`, {
        name: 'r',
        locations: [{ locationId: 'closed', basisPoints: 3000 }],
      }),
    ),
  );
  expect(answers.filter((a) => a.status === 200)).toHaveLength(3);
  expect(new Set(answers.map((a) => a.status))).toEqual(new Set([200, 400]));
});

test('a channel sees its own availability only, page by page', async () => {
  const skus: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = must(
      await system.call(
        'channel:app',
        `GET /v1/channels/app/availability?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      ),
      200,
    );
    skus.push(...(body['items'] as { sku: string }[]).map((i) => i.sku));
    cursor = body['nextCursor'] as string | null;
  }
  expect(skus).toEqual(
    (await system.deps.orm.em.fork().execute<{ sku: string }[]>('select sku from product order by sku')).map(
      (p) => p.sku,
    ),
  );
  expect((await system.call('channel:app', 'GET /v1/channels/till/availability')).status).toBe(404);
  expect((await system.call('operator', 'GET /v1/channels/nobody/availability')).status).toBe(404);
  expect((await system.call('operator', 'GET /v1/channels/till/availability?sku=NO-SUCH')).body['items']).toEqual([]);
});
