// Carriers: their reach and prices, the order in which they are asked for a label; and rate cards with errors.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, at, must, offered, orderIn, orderThat, place, providers, see } from '../support/orders.ts';
import { startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
const operator = (request: string, body?: unknown): Promise<Answer> => system.call('operator', request, body);
const headings =
  'zone,fromProvince,toProvince,toCity,firstGrams,firstMinor,furtherGrams,furtherMinor,transitDays,validFrom,validTo';
async function card(id: string, lines: string[]): Promise<Answer> {
  const response = await fetch(`${system.url}/v1/carriers/${id}/rate-card`, {
    method: 'PUT',
    headers: { authorization: 'Bearer key-operator', 'content-type': 'text/csv' },
    body: `${headings}\n${lines.join('\n')}\n`,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
const collectsAt = async (locationId: string, carriers: string[]): Promise<void> => {
  await system.deps.orm.em
    .fork()
    .execute('update location set carriers = ?::jsonb where id = ?', [JSON.stringify(carriers), locationId]);
};
const quotesOf = async (orderId: string) =>
  (
    await system.deps.orm.em
      .fork()
      .execute<{ quotes: { carrierId: string; freightMinor: number | null; days: number | null }[] }[]>(
        "select quotes from fulfillment_order where order_id = ? and id = 'f1'",
        [orderId],
      )
  )[0]?.quotes;

beforeAll(async () => {
  system = await startWholeSystem({ thrifty: { carrierChoice: 'CHEAPEST' }, hurried: { carrierChoice: 'FASTEST' } });
  for (const id of ['slow', 'fast', 'island'])
    must(
      await operator(`PUT /v1/carriers/${id}`, {
        name: id,
        timeZone: 'Asia/Shanghai',
        areas: id === 'island' ? [{ province: 'HN' }] : [{ province: 'XZ', served: false }],
      }),
      200,
    );
  must(
    await operator('PUT /v1/carriers/sandbox', { name: 'Sandbox', areas: [{ province: 'XZ', served: false }] }),
    200,
  );
  must(
    await card('slow', ['near,ZJ,ZJ,,1000,600,500,100,4,2020-01-01,', 'any,,,,1000,900,1000,300,6,2020-01-01,']),
    200,
  );
  must(
    await card('fast', [
      'any,,,,1000,2000,1000,500,1,2020-01-01,2020-12-31',
      'any,,,,1000,2200,1000,500,1,2021-01-01,',
    ]),
    200,
  );
  await collectsAt('near', ['slow', 'fast', 'island']);
});
afterAll(async () => {
  await system.stop();
});

test('the cheapest or fastest carrier makes the label, as the channel decides, by quotes of day and lane', async () => {
  const [cheap, quick] = [await place(system, {}, 'thrifty'), await place(system, {}, 'hurried')];
  expect((await accepted(system, cheap)).waybills).toMatchObject([{ carrier: 'slow' }]);
  expect((await accepted(system, quick)).waybills).toMatchObject([{ carrier: 'fast' }]);
  expect(await quotesOf(cheap)).toEqual([
    { carrierId: 'slow', freightMinor: 600, days: 4, sameDay: false },
    { carrierId: 'fast', freightMinor: 2200, days: 1, sameDay: false },
  ]);
});

test('a failed label goes to the next carrier by itself; an operator is asked only when all have failed', async () => {
  const id = await place(system, {}, 'thrifty');
  const fo = await offered(system, id);
  await providers(system, id, { carrier: [{ mode: 'refuse' }] });
  must(await at(system, fo, 'accept'), 200);
  const order = await orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders[0]?.waybills.at(-1)?.status === 'CREATED',
    'a label of another carrier',
  );
  expect(order.fulfillmentOrders[0]?.waybills).toMatchObject([
    { status: 'VOIDED', carrier: 'slow' },
    { status: 'CREATED', carrier: 'fast' },
  ]);
  expect(order.attention).toEqual([]);
  const worse = await place(system, {}, 'thrifty');
  const next = await offered(system, worse);
  await providers(system, worse, { carrier: [{ mode: 'refuse' }, { mode: 'refuse' }] });
  must(await at(system, next, 'accept'), 200);
  expect(await orderIn(system, worse, 'NEEDS_ATTENTION')).toMatchObject({
    attention: [{ reason: 'LABEL_FAILED' }],
    fulfillmentOrders: [{ waybills: [{ carrier: 'slow' }, { carrier: 'fast' }] }],
  });
});

test('an address that no carrier reaches is held before anybody is asked', async () => {
  const id = await place(system, {
    more: { address: { name: 'B', phone: '1', province: 'XZ', city: 'Lhasa', line: 'Road 1' } },
  });
  expect(await orderIn(system, id, 'ON_HOLD')).toMatchObject({
    holds: [{ key: 'ADDRESS_UNREACHABLE' }],
    fulfillmentOrders: [],
  });
});

test('capitals, accents and spaces do not matter in a place: for areas, lanes, amendments, dry runs', async () => {
  const written = (province: string) => ({ name: 'B', phone: '1', province, city: 'HANGZHOU ', line: 'Road 1' });
  const far = await place(system, { more: { address: { ...written(' xz'), city: 'Lhása' } } });
  expect(await orderIn(system, far, 'ON_HOLD')).toMatchObject({ holds: [{ key: 'ADDRESS_UNREACHABLE' }] });
  const near = await place(system, { more: { address: written('Žj') } }, 'thrifty');
  expect((await offered(system, near)).locationId).toBe('near');
  expect(await quotesOf(near)).toContainEqual({ carrierId: 'slow', freightMinor: 600, days: 4, sameDay: false });
  expect(await system.call('channel:shop', `PATCH /v1/orders/${far}`, { address: written('zj') })).toMatchObject({
    status: 200,
  });
  must(await operator(`POST /v1/orders/${far}/holds/ADDRESS_UNREACHABLE/release`), 200);
  expect((await offered(system, far)).locationId).toBe('near');
  const reaching = async (province: string): Promise<string> =>
    JSON.stringify(
      (
        await operator('POST /v1/routing/dry-run', {
          destination: { province, city: 'X' },
          lines: [{ sku: 'SHIRT', quantity: 1 }],
        })
      ).body,
    );
  expect(await reaching('ＸＺ')).toContain('CARRIER_UNREACHABLE');
  expect(await reaching('HN')).not.toContain('CARRIER_UNREACHABLE');
});

test('a location whose carriers do not reach the address falls, and the explanation says why', async () => {
  await collectsAt('near', ['island']);
  try {
    const id = await place(system);
    expect((await offered(system, id)).locationId).toBe('middle');
    const { body } = await operator(`GET /v1/orders/${id}/explanation`);
    expect(JSON.stringify(body['decisions'])).toContain('CARRIER_UNREACHABLE');
  } finally {
    await collectsAt('near', ['slow', 'fast', 'island']);
  }
});

test('a card with faults is refused whole, with the line and the way out, and the old one stays', async () => {
  const before = await (
    await fetch(`${system.url}/v1/carriers/slow/rate-card`, { headers: { authorization: 'Bearer key-operator' } })
  ).text();
  expect(before.split('\n')[1]).toBe('near,zj,zj,,1000,600,500,100,4,2020-01-01,');
  const refused = async (...lines: string[]) => {
    const { status, body } = await card('slow', lines);
    return [
      status,
      (body['errors'] as { pointer: string; detail: string }[]).map((e) => `${e.pointer} ${e.detail}`).join('; '),
    ];
  };
  expect(await refused('a,,,,1000,1,1000,1,1,2020-01-01,', 'a,,,,1000,2,1000,1,1,2021-01-01,')).toEqual([
    400,
    '/lines/3/validFrom the lane has a price for 2021-01-01 already, in line 2',
  ]);
  expect(await refused('a,,,,1000,1,1000,1,1,2020-01-01,2020-06-30', 'a,,,,1000,2,1000,1,1,2020-08-01,')).toEqual([
    400,
    expect.stringContaining('/lines/3/validFrom the lane has no price from 2020-07-01'),
  ]);
  expect(await refused('a,,,,0,1,1000,1,1,2020-01-01,', 'a,,,,1000,x,1000,1,1,2020-01-01,')).toEqual([
    400,
    expect.stringMatching(/^\/lines\/2\/firstGrams .*; \/lines\/3\/firstMinor /),
  ]);
  expect(await refused('a,,,,1000,1,1000,1,1,2020-02-30,')).toEqual([400, '/lines/2/validFrom a day as YYYY-MM-DD']);
  expect(
    await (
      await fetch(`${system.url}/v1/carriers/slow/rate-card`, { headers: { authorization: 'Bearer key-operator' } })
    ).text(),
  ).toBe(before);
  expect(await card('nobody', ['a,,,,1000,1,1000,1,1,2020-01-01,'])).toMatchObject({ status: 404 });
});

test('areas that contradict each other are refused; carriers are listed with what they serve', async () => {
  expect(
    await operator('PUT /v1/carriers/slow', {
      name: 'slow',
      areas: [{ province: 'ZJ' }, { province: ' zj', served: false }],
    }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/areas/1', detail: 'stands there twice' }] } });
  expect(
    await operator('PUT /v1/carriers/slow', { name: 'slow', areas: [{ province: 'ZJ', district: 'x' }] }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/areas/0/city' }] } });
  must(
    await operator('PUT /v1/carriers/late', {
      name: 'late',
      cutOff: '16:30',
      volumetricDivisor: 6000,
      sameDayRadiusKm: 10,
      areas: [{ province: 'ZJ', city: 'Zhoushan', district: 'Shengsi', served: false }],
    }),
    200,
  );
  expect((await operator('GET /v1/carriers')).body['items']).toContainEqual({
    id: 'late',
    name: 'late',
    timeZone: 'UTC',
    volumetricDivisor: 6000,
    cutOff: '16:30',
    sameDayRadiusKm: 10,
    rates: 0,
    areas: [{ province: 'zj', city: 'zhoushan', district: 'shengsi', served: false }],
  });
  expect((await see(system, await place(system))).status).toBeDefined();
});
