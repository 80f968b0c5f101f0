// Stock adjustments: every change is one ledger row, is booked once, and takes only units that are there.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, must, offered, orderThat, place } from '../support/orders.ts';
import { available, stocked } from '../support/pool.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const move = (what: string, body: object) =>
  system.call('operator', `POST /v1/stock/${what}`, { locationId: 'near', ...body });
const ledger = async (sku: string, locationId = 'near') =>
  must(await system.call('operator', `GET /v1/stock/ledger?sku=${sku}&locationId=${locationId}`), 200).body[
    'items'
  ] as Record<string, unknown>[];

test('corrected, set aside, brought back, kept back: counters, ledger and what may be sold follow', async () => {
  await stocked(system, 'LAMP', { near: 10 });
  expect(
    await move('adjustments', { id: 'a1', sku: 'LAMP', quantity: -3, reason: 'broken in the window' }),
  ).toMatchObject({ status: 200, body: { onHand: 7 } });
  expect(
    await move('damaged', { id: 'd1', sku: 'LAMP', quantity: 2, direction: 'SET_ASIDE', reason: 'scratched' }),
  ).toMatchObject({ status: 200, body: { onHand: 5, damaged: 2 } });
  expect(await move('damaged', { id: 'd2', sku: 'LAMP', quantity: 1, direction: 'BACK' })).toMatchObject({
    status: 200,
    body: { onHand: 6, damaged: 1 },
  });
  expect(await move('safety', { id: 's1', sku: 'LAMP', quantity: 4 })).toMatchObject({
    status: 200,
    body: { onHand: 6, safety: 4, available: 2 },
  });
  expect(await available(system, 'shop', 'LAMP')).toBe(2);
  expect(
    (await ledger('LAMP')).map((r) => [r['kind'], r['onHand'], r['damaged'], r['safetyAfter'], r['reason']]),
  ).toEqual([
    ['SAFETY', 0, 0, 4, null],
    ['REPAIRED', 1, -1, 0, null],
    ['SET_ASIDE', -2, 2, 0, 'scratched'],
    ['ADJUSTMENT', -3, 0, 0, 'broken in the window'],
    ['RECEIPT', 10, 0, 0, null],
  ]);
});

test('the same id again changes nothing, also at the same time; what is not there is not taken', async () => {
  await stocked(system, 'RUG', { near: 5 });
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => move('adjustments', { id: 'twice', sku: 'RUG', quantity: 2, reason: 'found' })),
  );
  expect(answers.map((a) => [a.status, a.body['onHand']])).toEqual(Array.from({ length: 6 }, () => [200, 7]));
  const counts = await Promise.all(
    Array.from({ length: 6 }, () => move('counts', { id: 'twice', sku: 'RUG', quantity: 6 })),
  );
  expect(counts.map((a) => [a.status, a.body['onHand']])).toEqual(Array.from({ length: 6 }, () => [200, 6]));
  expect(await move('adjustments', { id: 'a9', sku: 'RUG', quantity: -7, reason: 'x' })).toMatchObject({
    status: 422,
    body: { code: 'QUANTITY_INVALID', detail: 'only 6 are there' },
  });
  expect(await move('damaged', { id: 'd9', sku: 'RUG', quantity: 1, direction: 'BACK' })).toMatchObject({
    status: 422,
  });
  expect(await move('adjustments', { id: 'a8', sku: 'RUG', quantity: 0, reason: 'x' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/quantity' }] },
  });
  expect(await move('safety', { id: 's8', sku: 'NO-SUCH', quantity: 1 })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/sku' }] },
  });
  expect(await move('safety', { id: 's8', locationId: 'moon', sku: 'RUG', quantity: 1 })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/locationId' }] },
  });
  expect(
    await move('adjustments', { id: 'a7', locationId: 'far', sku: 'RUG', quantity: -1, reason: 'there never was one' }),
  ).toMatchObject({ status: 422 });
  expect(await ledger('RUG')).toHaveLength(3);
});

test('an id stands for one change: another under it is refused and not booked, also at the same time', async () => {
  await stocked(system, 'BELL', { near: 1 });
  await stocked(system, 'GONG', { near: 1 });
  const received = await Promise.all(
    ['BELL', 'GONG', 'BELL', 'GONG'].map((sku) => move('receipts', { id: 'note-7', sku, quantity: 2 })),
  );
  expect(received.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([200, 200, 409, 409]);
  expect(new Set([await available(system, 'shop', 'BELL'), await available(system, 'shop', 'GONG')])).toEqual(
    new Set([1, 3]),
  );
  const taken = { status: 409, body: { code: 'ID_TAKEN', errors: [{ pointer: '/id' }] } };
  expect(await move('counts', { id: 'shelf', sku: 'BELL', quantity: 4 })).toMatchObject({ status: 200 });
  expect(await move('counts', { id: 'shelf', sku: 'BELL', quantity: 5 })).toMatchObject(taken);
  expect(await move('counts', { id: 'shelf', locationId: 'far', sku: 'BELL', quantity: 4 })).toMatchObject(taken);
  expect(await move('damaged', { id: 'dent', sku: 'BELL', quantity: 1, direction: 'SET_ASIDE' })).toMatchObject({
    status: 200,
  });
  expect(await move('damaged', { id: 'dent', sku: 'BELL', quantity: 1, direction: 'BACK' })).toMatchObject(taken);
  expect(await move('damaged', { id: 'dent', sku: 'BELL', quantity: 1, direction: 'SET_ASIDE' })).toMatchObject({
    status: 200,
    body: { onHand: 3, damaged: 1 },
  });
});

test('set aside below what is reserved: the offer goes to the next store', async () => {
  await stocked(system, 'VASE', { near: 3, middle: 3 });
  const id = await place(system, { lines: [['VASE', 3]] });
  expect((await offered(system, id)).locationId).toBe('near');
  expect(await move('damaged', { id: 'fell', sku: 'VASE', quantity: 2, direction: 'SET_ASIDE' })).toMatchObject({
    status: 200,
    body: { onHand: 1, damaged: 2, withdrawnOffers: 1 },
  });
  await orderThat(system, id, (o) => o.fulfillmentOrders.at(-1)?.locationId === 'middle', 'an offer elsewhere');
});

const transfer = (as: string, body: object) =>
  system.call(as, 'POST /v1/transfers', { id: 't1', fromLocationId: 'near', toLocationId: 'far', ...body });

test('goods on their way are on sale nowhere; what arrives is counted, and what is missing is told', async () => {
  await stocked(system, 'DESK', { near: 10 });
  await stocked(system, 'SEAT', { near: 4 });
  const lines = [
    { sku: 'SEAT', quantity: 4 },
    { sku: 'DESK', quantity: 6 },
  ];
  expect(await transfer('location:near', { lines })).toMatchObject({ status: 200, body: { status: 'IN_TRANSIT' } });
  expect(await transfer('location:near', { lines })).toMatchObject({ status: 200, body: { status: 'IN_TRANSIT' } });
  expect(await transfer('location:near', { lines: [{ sku: 'DESK', quantity: 1 }] })).toMatchObject({ status: 409 });
  expect([await available(system, 'shop', 'DESK'), await available(system, 'shop', 'SEAT')]).toEqual([4, 0]);
  expect((await system.call('location:far', 'GET /v1/transfers')).body['items']).toMatchObject([
    { id: 't1', status: 'IN_TRANSIT' },
  ]);
  expect((await system.call('location:middle', 'GET /v1/transfers')).body['items']).toEqual([]);
  // its sender does not receive it
  expect(await system.call('location:near', 'POST /v1/transfers/t1/receive')).toMatchObject({ status: 404 });
  expect(
    await system.call('location:far', 'POST /v1/transfers/t1/receive', { lines: [{ sku: 'SHOE', quantity: 1 }] }),
  ).toMatchObject({ status: 400 });
  const received = await Promise.all(
    Array.from({ length: 3 }, () =>
      system.call('location:far', 'POST /v1/transfers/t1/receive', { lines: [{ sku: 'DESK', quantity: 5 }] }),
    ),
  );
  for (const answer of received)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'RECEIVED',
        lines: [
          { sku: 'DESK', sent: 6, received: 5, difference: -1 },
          { sku: 'SEAT', sent: 4, received: 4, difference: 0 },
        ],
      },
    });
  expect([await available(system, 'shop', 'DESK'), await available(system, 'shop', 'SEAT')]).toEqual([9, 4]);
  expect((await ledger('DESK', 'far')).map((r) => r['cause'])).toEqual(['transfer/t1/DESK/IN']);
});

test('what is reserved for orders is not sent away, and of a transfer that cannot be nothing leaves', async () => {
  await stocked(system, 'BENCH', { near: 5 });
  await accepted(system, await place(system, { lines: [['BENCH', 3]] }));
  expect(
    await transfer('operator', {
      id: 't2',
      lines: [
        { sku: 'DESK', quantity: 1 },
        { sku: 'BENCH', quantity: 3 },
      ],
    }),
  ).toMatchObject({ status: 422, body: { code: 'QUANTITY_INVALID', errors: [{ detail: 'BENCH' }] } });
  expect(
    await transfer('operator', { id: 't2', toLocationId: 'moon', lines: [{ sku: 'DESK', quantity: 1 }] }),
  ).toMatchObject({ status: 400 });
  expect(await transfer('location:far', { id: 't3', lines: [{ sku: 'DESK', quantity: 1 }] })).toMatchObject({
    status: 404,
  });
  expect(await available(system, 'shop', 'DESK')).toBe(9);
  expect(await transfer('operator', { id: 't2', lines: [{ sku: 'BENCH', quantity: 2 }] })).toMatchObject({
    status: 200,
  });
});

/** All items of a list, read in pages of two. */
async function byTwos(as: string, list: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = must(
      await system.call(
        as,
        `GET ${list}${list.includes('?') ? '&' : '?'}limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      ),
      200,
    );
    items.push(...(body['items'] as Record<string, unknown>[]));
    cursor = body['nextCursor'] as string | null;
  }
  return items;
}

test('stock and its ledger are listed page by page, each row once, in one order', async () => {
  await stocked(system, 'RACK', { near: 3, middle: 2, far: 1 });
  for (const quantity of [4, 5, 6, 7])
    must(await move('counts', { id: `racks-${quantity}`, sku: 'RACK', locationId: 'near', quantity }), 200);
  expect((await byTwos('operator', '/v1/stock?sku=RACK')).map((one) => one['locationId'])).toEqual([
    'far',
    'middle',
    'near',
  ]);
  const all = await byTwos('operator', '/v1/stock');
  expect(all).toEqual(must(await system.call('operator', 'GET /v1/stock?limit=1000'), 200).body['items']);
  expect(
    (await byTwos('operator', '/v1/stock/ledger?sku=RACK&locationId=near')).map((one) => one['onHandAfter']),
  ).toEqual([7, 6, 5, 4, 3]);
  expect(await system.call('operator', 'GET /v1/stock/ledger?sku=RACK&locationId=near&cursor=mine')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/cursor' }] },
  });
});

test('transfers are listed page by page, newest first, each once; a cursor that is not ours is told so', async () => {
  await stocked(system, 'TRAY', { near: 10 });
  for (const id of ['p1', 'p2', 'p3'])
    must(await transfer('operator', { id, lines: [{ sku: 'TRAY', quantity: 1 }] }), 200);
  expect((await byTwos('location:near', '/v1/transfers')).map((one) => one['id'])).toEqual([
    'p3',
    'p2',
    'p1',
    't2',
    't1',
  ]);
  for (const cursor of [
    't1',
    ...['1 t1', '2026-02-30T00:00:00Z t1', '0001-01-01T00:00:00Z t1'].map((mark) =>
      Buffer.from(mark).toString('base64url'),
    ),
  ]) {
    expect(await system.call('operator', `GET /v1/transfers?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/cursor' }] },
    });
    expect(await system.call('operator', `GET /v1/attention?cursor=${cursor}`)).toMatchObject({ status: 400 });
  }
});
