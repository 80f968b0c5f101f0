// Bad input never loses or half-applies anything: a 4xx problem that names the field, and nothing written.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { accepted, at, offered, orderBody, place } from '../support/orders.ts';
import { startWholeSystem, testCarrierRoot, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const raw = async (body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${system.url}/v1/orders`, {
    method: 'POST',
    headers: { authorization: 'Bearer key-channel-shop', 'content-type': 'application/json', ...headers },
    body,
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: (await response.json()) as { code: string; errors?: { pointer: string }[] },
  };
};
const count = async (): Promise<number> =>
  (await system.deps.orm.em.fork().execute<{ n: number }[]>('select count(*)::int as n from orders'))[0]?.n ?? -1;

type Body = ReturnType<typeof orderBody> & Record<string, unknown>;
const line = (more: object) => (b: Body) => ({ ...b, lines: [{ ...b.lines[0], ...more }] });
const payment = (more: object) => (b: Body) => ({ ...b, payments: [{ ...(b.payments as object[])[0], ...more }] });
const cases: [string, (b: Body) => unknown, string][] = [
  ['an unknown field', (b) => ({ ...b, colour: 'red' }), '/'],
  ['an unknown field of a line', line({ colour: 'red' }), '/lines/0'],
  ['no lines', (b) => ({ ...b, lines: [] }), '/lines'],
  [
    'too many lines',
    (b) => ({ ...b, lines: Array.from({ length: 1001 }, (_, i) => ({ ...b.lines[0], lineId: `L${i}` })) }),
    '/lines',
  ],
  ['a quantity of zero', line({ quantity: 0 }), '/lines/0/quantity'],
  ['a negative quantity', line({ quantity: -5 }), '/lines/0/quantity'],
  ['a fraction', line({ quantity: 1.5 }), '/lines/0/quantity'],
  ['a quantity of 10^9', line({ quantity: 1e9 }), '/lines/0/quantity'],
  ['a quantity in words', line({ quantity: '1' }), '/lines/0/quantity'],
  ['a negative price', line({ unitPriceMinor: -1 }), '/lines/0/unitPriceMinor'],
  ['a fractional price', line({ unitPriceMinor: 0.5 }), '/lines/0/unitPriceMinor'],
  ['an unsafe integer', line({ unitPriceMinor: 2 ** 53 }), '/lines/0/unitPriceMinor'],
  [
    'amounts that add up beyond the safe integers',
    line({ quantity: 3, unitPriceMinor: Number.MAX_SAFE_INTEGER }),
    '/lines',
  ],
  ['the same line twice', (b) => ({ ...b, lines: [b.lines[0], b.lines[0]] }), '/lines/1'],
  [
    'the same payment twice',
    (b) => ({ ...b, payments: [(b.payments as object[])[0], (b.payments as object[])[0]] }),
    '/payments/1',
  ],
  ['a payment in another currency', payment({ currency: 'EUR' }), '/payments/0/currency'],
  ['a date without a zone', (b) => ({ ...b, placedAt: '2026-11-22T10:00:00' }), '/placedAt'],
  ['a date that is none', (b) => ({ ...b, shipBy: '2026-13-45T10:00:00Z' }), '/shipBy'],
  ['a gift for no line', line({ gift: true, giftForLineId: 'L9' }), '/lines/0/giftForLineId'],
  [
    'a discount on no line',
    (b) => ({ ...b, discounts: [{ scope: 'LINE', lineId: 'L9', amountMinor: 1 }] }),
    '/discounts/0/lineId',
  ],
  ['half an emoji', (b) => ({ ...b, buyerNote: '\ud83d' }), '/buyerNote'],
  ['a zero byte', (b) => ({ ...b, buyer: { name: 'a\u0000b' } }), '/buyer/name'],
  ['a pickup without its store', (b) => ({ ...b, method: 'STORE_PICKUP' }), '/pickupLocationId'],
  ['a number too long', (b) => ({ ...b, channelOrderNumber: 'x'.repeat(201) }), '/channelOrderNumber'],
  ['an array', () => [], '/'],
  ['a string', () => 'order', '/'],
  ['nothing', () => null, '/'],
];

test.each(cases)('%s is refused and named', async (_, spoil, pointer) => {
  const before = await count();
  const answer = await raw(JSON.stringify(spoil(orderBody() as Body)));
  expect(answer).toMatchObject({
    status: 400,
    type: expect.stringContaining('application/problem+json'),
    body: { code: 'VALIDATION' },
  });
  expect(answer.body.errors?.map((e) => e.pointer)).toContain(pointer);
  expect(await count()).toBe(before);
});

test('malformed JSON, a huge body, another media type', async () => {
  const before = await count();
  expect(await raw('{"a":')).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
  expect(await raw(JSON.stringify({ ...orderBody(), buyerNote: 'x'.repeat(2_000_000) }))).toMatchObject({
    status: 413,
    body: { code: 'PAYLOAD_TOO_LARGE' },
  });
  expect((await raw('<order/>', { 'content-type': 'application/xml' })).status).toBeLessThan(500);
  expect(await raw('x', { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
  expect(await count()).toBe(before);
});

test('emoji and four-byte text are kept as they are', async () => {
  const id = await place(system, { more: { buyer: { name: '🦊 𠮷野家', phone: '1' } } });
  expect((await system.call('operator', `GET /v1/orders/${id}`)).body).toMatchObject({ buyer: { name: '🦊 𠮷野家' } });
});

test('the same order again is the same; other content under its number is a conflict naming the fields', async () => {
  const body = orderBody();
  const [a, b, c] = await Promise.all([1, 2, 3].map(() => system.call('channel:shop', 'POST /v1/orders', body)));
  expect([a, b, c].filter((x) => x?.status === 201)).toHaveLength(1);
  expect([a, b, c].filter((x) => x?.status === 200)).toHaveLength(2);
  expect(new Set([a, b, c].map((x) => x?.body['id'])).size).toBe(1);
  const reordered = { ...Object.fromEntries(Object.entries(body).toReversed()) };
  expect(await system.call('channel:shop', 'POST /v1/orders', reordered)).toMatchObject({ status: 200 });
  expect(
    await system.call('channel:shop', 'POST /v1/orders', { ...body, shippingMinor: 900, buyerNote: 'now' }),
  ).toMatchObject({
    status: 409,
    body: { code: 'ORDER_CONFLICT', orderId: a?.body['id'], fields: ['buyerNote', 'shippingMinor'] },
  });
});

test('impossible answers of stores are refused and name the field', async () => {
  const id = await place(system, { lines: [['SHIRT', 2]] });
  const fo = await offered(system, id);
  expect(await at(system, fo, 'accept', { refused: [{ lineId: 'L9', quantity: 1, reason: 'OTHER' }] })).toMatchObject({
    status: 422,
    body: { code: 'UNKNOWN_LINE' },
  });
  expect(await at(system, fo, 'accept', { refused: [{ lineId: 'L1', quantity: 3, reason: 'OTHER' }] })).toMatchObject({
    status: 422,
    body: { code: 'QUANTITY_INVALID' },
  });
  expect(await at(system, fo, 'accept', { refused: [{ lineId: 'L1', quantity: 1, reason: 'LAZY' }] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/refused/0/reason' }] },
  });
  expect(await at(system, fo, 'ship')).toMatchObject({ status: 409, body: { code: 'WRONG_STATE' } });
  expect(await at(system, fo, 'ready')).toMatchObject({ status: 409 });
  for (const path of [
    '/v1/offers/nonsense/accept',
    `/v1/offers/${id}/accept`,
    `/v1/offers/${id}-o99/accept`,
    `/v1/offers/${id}-f1/accept`,
  ])
    expect((await system.call('location:near', `POST ${path}`)).status).toBe(404);
  expect(await system.call('operator', `POST /v1/orders/${id}/route`, { locationId: 'nowhere' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/locationId' }] },
  });
  expect(await system.call('operator', `POST /v1/orders/${id}/route`, { locationId: 'near' })).toMatchObject({
    status: 409,
    body: { code: 'NOTHING_UNROUTED' },
  });
});

test('tracking that is forged, stale or replayed changes nothing; an unknown number is kept', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  const body = JSON.stringify({
    eventId: 'e1',
    trackingNumber: fo.waybills[0]?.trackingNumber,
    event: 'DELIVERED',
    at: new Date().toISOString(),
  });
  const send = (secret: string, date = new Date(), sent = body) =>
    fetch(`${system.url}/v1/carriers/sandbox/tracking`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'm1',
        'webhook-timestamp': String(Math.floor(date.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('m1', date, body),
      },
      body: sent,
    });
  for (const secret of [
    `whsec_${Buffer.from('another secret entirely').toString('base64')}`,
    system.deps.carrierSecrets('another carrier'),
    testCarrierRoot,
  ])
    expect((await send(secret)).status).toBe(401);
  expect((await send(system.deps.carrierSecrets('sandbox'), new Date(Date.now() - 3_600_000))).status).toBe(401);
  expect(
    (await send(system.deps.carrierSecrets('sandbox'), new Date(), body.replace('DELIVERED', 'LOST'))).status,
  ).toBe(401);
  expect((await system.call('operator', `GET /v1/fulfillment-orders/${fo.id}`)).body).toMatchObject({
    status: 'IN_PROGRESS',
  });
  for (let i = 0; i < 2; i++) expect((await send(system.deps.carrierSecrets('sandbox'))).status).toBe(200);
  expect((await system.call('operator', `GET /v1/fulfillment-orders/${fo.id}`)).body).toMatchObject({
    status: 'DELIVERED',
  });
});

test('lists refuse what they do not know and page to the end', async () => {
  for (const query of ['limit=0', 'limit=x', 'status=BANANA', 'cursor=zzz', 'colour=red', 'from=yesterday'])
    expect((await system.call('operator', `GET /v1/orders?${query}`)).status).toBe(400);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await system.call('operator', `GET /v1/orders?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...(body['items'] as { id: string }[]).map((o) => o.id));
    cursor = body['nextCursor'] as string | null;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(await count());
});
