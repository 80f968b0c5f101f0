// Stock, products and locations by file: streamed, all or nothing per file or per line, and every error has its line.
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at, must, offered, orderThat, place } from '../support/orders.ts';
import { stocked } from '../support/pool.ts';
import { startWholeSystem, until, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
  for (const sku of ['CUP', 'POT', 'PAN']) await stocked(system, sku, {});
});
afterAll(async () => {
  await system.stop();
});

async function send(
  what: string,
  body: string | Uint8Array<ArrayBuffer>,
  { mode = 'file', headers = {} }: { mode?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${system.url}/v1/${what}/import?mode=${mode}`, {
    method: 'POST',
    headers: { authorization: 'Bearer key-operator', 'content-type': 'text/csv', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
const get = async (what: string): Promise<string> =>
  (await fetch(`${system.url}/v1/${what}/export`, { headers: { authorization: 'Bearer key-operator' } })).text();
const stockOf = async (sku: string) =>
  (
    must(await system.call('operator', `GET /v1/stock?sku=${sku}`), 200).body['items'] as {
      locationId: string;
      onHand: number;
      safety: number;
    }[]
  ).map((s) => [s.locationId, s.onHand, s.safety]);
const rowsIn = async (table: string): Promise<number> =>
  (await system.deps.orm.em.fork().execute<{ n: number }[]>(`select count(*)::int as n from ${table}`))[0]?.n ?? -1;
const pointers = (answer: Answer): string[] => (answer.body['errors'] as { pointer: string }[]).map((e) => e.pointer);

test('a count of many places: a ledger row per change, the same left alone, safety not in the file kept', async () => {
  expect(await send('stock', 'sku,locationId,onHand,safety\nCUP,near,5,1\nCUP,far,7,\n"POT",near,0,0\n')).toMatchObject(
    { status: 200, body: { rows: 3, written: 3, unchanged: 0, faulty: 0 } },
  );
  expect(await send('stock', '\ufeffonHand,locationId,sku\r\n5,near,CUP\r\n8,far,CUP\r\n\r\n')).toMatchObject({
    status: 200,
    body: { rows: 2, written: 1, unchanged: 1 },
  });
  expect(await stockOf('CUP')).toEqual([
    ['far', 8, 0],
    ['near', 5, 1],
  ]);
  const ledger = must(await system.call('operator', 'GET /v1/stock/ledger?sku=CUP&locationId=far'), 200).body[
    'items'
  ] as { kind: string; onHand: number }[];
  expect(ledger.map((l) => [l.kind, l.onHand])).toEqual([
    ['COUNT', 1],
    ['COUNT', 7],
  ]);
});

test('one line at fault: nothing of the file is written, or all other lines; faults have line and column', async () => {
  const file =
    'sku,locationId,onHand\nCUP,middle,1\nHAT,near,1\nCUP,moon,2\nPOT,far,-1\n' +
    'POT,far,x\nPAN,near\nCUP,middle,9\nPAN,far,3\n';
  const before = await rowsIn('stock_ledger');
  const refused = await send('stock', file);
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION', detail: expect.stringMatching(/line 5.*6 lines have errors; nothing was written/) },
  });
  expect(pointers(refused).toSorted()).toEqual([
    '/lines/3/sku',
    '/lines/4/locationId',
    '/lines/5/onHand',
    '/lines/6/onHand',
    '/lines/7',
    '/lines/8',
  ]);
  expect(await rowsIn('stock_ledger')).toBe(before);
  expect(await send('stock', file, { mode: 'row' })).toMatchObject({
    status: 200,
    body: { rows: 8, written: 2, unchanged: 0, faulty: 6 },
  });
  expect(await rowsIn('stock_ledger')).toBe(before + 2);
  expect([await stockOf('PAN'), (await stockOf('CUP')).find(([at]) => at === 'middle')]).toEqual([
    [['far', 3, 0]],
    ['middle', 1, 0],
  ]);
});

test('a fault far down a long file is found, named by its line, and nothing is half-written', async () => {
  const skus = Array.from({ length: 12_000 }, (_, n) => `P-${n}`);
  expect(
    await send(
      'products',
      `sku,name,category,unitPriceMinor\n${skus.map((sku) => `${sku},"Pieces, no. ${sku}",bulk,100`).join('\n')}\n`,
    ),
  ).toMatchObject({ status: 200, body: { rows: 12_000, written: 12_000 } });
  const lines = skus.map((sku) => `${sku},near,3`);
  lines[11_500] = 'P-nobody,near,3';
  const before = [await rowsIn('stock'), await rowsIn('stock_ledger')];
  expect(await send('stock', `sku,locationId,onHand\n${lines.join('\n')}`)).toMatchObject({
    status: 400,
    body: {
      detail: 'line 11502: there is no product P-nobody. 1 line has an error; nothing was written',
      errors: [{ pointer: '/lines/11502/sku' }],
    },
  });
  expect([await rowsIn('stock'), await rowsIn('stock_ledger')]).toEqual(before);
  expect(await send('stock', `sku,locationId,onHand\n${lines.join('\n')}`, { mode: 'row' })).toMatchObject({
    status: 200,
    body: { rows: 12_000, written: 11_999, faulty: 1, faults: [{ line: 11_502, column: 'sku' }] },
  });
});

test('a file that is none: no headings, wrong ones, another encoding, broken quotes, another media type', async () => {
  const before = await rowsIn('stock_ledger');
  expect(await send('stock', '')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/lines/1' }] } });
  expect(await send('stock', 'sku,place,onHand,sku\n')).toMatchObject({
    status: 400,
    body: {
      detail:
        'line 1: place is no column; sku stands there twice; locationId is missing. ' +
        'Columns: sku, locationId, onHand, safety',
    },
  });
  expect(
    await send('stock', new Uint8Array([...Buffer.from('sku,locationId,onHand\nCUP,near,'), 0xc4, 0xe3])),
  ).toMatchObject({ status: 400, body: { detail: 'the file is not UTF-8' } });
  expect(await send('stock', 'sku,locationId,onHand,constructor\n')).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/^line 1: constructor is no column/) },
  });
  expect(await send('stock', 'sku,locationId,onHand\nCUP,near,1\n"CUP,far,2\n')).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/cannot be read from here on/) },
  });
  expect(await send('stock', '{}', { headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 415 });
  expect(await send('stock', 'sku,locationId,onHand\n', { mode: 'some' })).toMatchObject({ status: 400 });
  expect(await send('stock', 'sku,locationId,onHand\n')).toMatchObject({ status: 200, body: { rows: 0, written: 0 } });
  expect(await rowsIn('stock_ledger')).toBe(before);
});

test('whoever hangs up in the middle of a file has written nothing', async () => {
  const before = await rowsIn('stock_ledger');
  await new Promise<void>((done) => {
    const { hostname, port } = new URL(system.url);
    const call = request({
      hostname,
      port,
      path: '/v1/stock/import',
      method: 'POST',
      headers: { authorization: 'Bearer key-operator', 'content-type': 'text/csv' },
    });
    call.on('error', () => {
      done();
    });
    call.write(`sku,locationId,onHand\n${Array.from({ length: 6000 }, (_, n) => `P-${n},far,1`).join('\n')}\n`, () => {
      setTimeout(() => {
        call.destroy(new Error('hung up'));
      }, 200);
    });
  });
  await until(
    () => send('stock', 'sku,locationId,onHand\n'),
    (a) => a.status === 200,
    { what: 'the place of the one that hung up' },
  );
  expect(await rowsIn('stock_ledger')).toBe(before);
});

test('the same file under the same key counts once, whatever was sold since', async () => {
  await stocked(system, 'MUG', {});
  const file = 'sku,locationId,onHand\nMUG,near,5\n';
  const key = { headers: { 'idempotency-key': 'monday' } };
  expect(await send('stock', file, key)).toMatchObject({ status: 200, body: { written: 1 } });
  must(
    await system.call('operator', 'POST /v1/stock/adjustments', {
      id: 'mug',
      locationId: 'near',
      sku: 'MUG',
      quantity: -2,
      reason: 'sold at the till',
    }),
    200,
  );
  expect(await send('stock', file, key)).toMatchObject({ status: 200, body: { written: 0 } });
  expect(await stockOf('MUG')).toEqual([['near', 3, 0]]);
});

test('fewer counted than is reserved: offers go elsewhere, as with a count by hand', async () => {
  await stocked(system, 'BOWL', { near: 4, middle: 4 });
  const id = await place(system, { lines: [['BOWL', 4]] });
  expect((await offered(system, id)).locationId).toBe('near');
  expect(await send('stock', 'sku,locationId,onHand\nBOWL,near,1\n')).toMatchObject({ status: 200 });
  await orderThat(system, id, (o) => o.fulfillmentOrders.at(-1)?.locationId === 'middle', 'an offer elsewhere');
});

test('a count by file tells as one by hand where the books differ and that goods said missing are there', async () => {
  await stocked(system, 'VASE', { near: 5, far: 3 });
  const id = await place(system, { lines: [['VASE', 2]] });
  must(await at(system, await offered(system, id), 'reject', { reason: 'OUT_OF_STOCK' }), 200);
  const file = 'sku,locationId,onHand\nVASE,near,6\nVASE,far,3\nVASE,middle,9\n';
  for (const _ of ['sent', 'sent again'])
    must(await send('stock', file, { headers: { 'idempotency-key': 'vases' } }), 200);
  const alerts = must(await system.call('operator', 'GET /v1/stock/alerts?sku=VASE&kind=COUNT_DIFFERENCE'), 200).body[
    'items'
  ] as { locationId: string; detail: string; times: number }[];
  // two of five were in doubt; the middle one had no earlier count to differ from
  expect(alerts.map((a) => [a.locationId, a.detail, a.times])).toEqual([['near', 'counted: +3', 1]]);
  const { entries } = must(await system.call('location:near', 'GET /v1/locations/near/credit'), 200)
    .body as unknown as { entries: { event: string; orderId: string }[] };
  expect(
    entries
      .filter((e) => e.orderId === id)
      .map((e) => e.event)
      .toSorted(),
  ).toEqual(['COUNT_DISPROVED', 'REJECTED_HONESTLY']);
});

test("two files at the same instant do not allot more of a party's orders than it has", async () => {
  must(await system.call('operator', 'PUT /v1/parties/li', { name: 'Li', kind: 'FRANCHISEE', dailyQuota: 3 }), 200);
  const file = (id: string) =>
    'id,name,kind,partyId,province,city,timeZone,openingHours,carriers,dailyQuota\n' +
    `${id},${id},STORE,li,ZJ,Hangzhou,Asia/Shanghai,"{""weekly"":{}}",sandbox,2\n`;
  const answers = await Promise.all(['li-1', 'li-2'].map((id) => send('locations', file(id))));
  expect(answers.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  expect(answers.find((a) => a.status === 400)).toMatchObject({
    body: {
      errors: [
        { pointer: '/lines/2/dailyQuota', detail: 'the locations of party li would have 4 orders a day of its 3' },
      ],
    },
  });
});

test('of thousands of faults the first are named and all are counted', async () => {
  const faulty = Array.from({ length: 3000 }, (_, n) => `NOBODY-${n},moon,1\n`).join('');
  const file = `sku,locationId,onHand\n${faulty}CUP,middle,4\n`;
  const refused = await send('stock', file);
  expect(refused).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/^line 2: .*3000 lines have errors/) },
  });
  expect(pointers(refused)).toHaveLength(50);
  expect(await send('stock', file, { mode: 'row' })).toMatchObject({
    status: 200,
    body: { rows: 3001, faulty: 3000, written: 1 },
  });
});

test('what is exported can be imported, and is what was there', async () => {
  for (const what of ['stock', 'products', 'locations']) {
    const file = await get(what);
    expect(file.split('\n')[0]).toMatch(/^(sku|id),/);
    const answer = await send(what, file);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        written: 0,
        faulty: 0,
        rows: await rowsIn({ stock: 'stock', products: 'product', locations: 'location' }[what] ?? ''),
      },
    });
  }
  const file = (await get('locations')).replace(/^near,near,/m, 'near,"Near, by the lake",');
  expect(await send('locations', file)).toMatchObject({ status: 200, body: { written: 1 } });
  expect(await get('locations')).toBe(file);
  expect(await send('locations', file.replaceAll('Asia/Shanghai', 'Asia/Atlantis'))).toMatchObject({
    status: 400,
    body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/lines/2/timeZone' })]) },
  });
});
