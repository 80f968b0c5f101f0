// Past orders under another profile: each with the stock it saw.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { localDay } from '../../calendar/opening-hours.ts';
import { pastRoutings, type PastRouting } from '../../db/replay/past-routings.ts';
import { accepted, at, must, offered, orderIn, place } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const farFirst = {
  name: 'far first',
  rules: [{ name: 'only', ranking: { by: 'ORDER', criteria: [{ criterion: 'priority', locationIds: ['far'] }] } }],
};
const always = { from: '2020-01-01T00:00:00Z', to: '2090-01-01T00:00:00Z' };
const whatIf = async (ask: object) =>
  (await system.call('operator', 'POST /v1/routing/what-if', { ...always, ...ask })).body;

test('stock sold, received or reserved since does not change what an order saw; nothing is written', async () => {
  // each sees one unit less, the last one the last unit
  for (let n = 0; n < 5; n++) await offered(system, await place(system, { lines: [['ONLY_NEAR', 1]] }));
  const sixth = await place(system, { lines: [['ONLY_NEAR', 1]] });
  await orderIn(system, sixth, 'NEEDS_ATTENTION');
  await system.call('operator', 'POST /v1/stock/receipts', {
    id: 'too-late',
    locationId: 'near',
    sku: 'ONLY_NEAR',
    quantity: 50,
  });
  const split = await place(system, {
    lines: [
      ['SHIRT', 2],
      ['ONLY_FAR', 5],
      ['WAREHOUSED', 1],
    ],
  });
  await at(system, await accepted(system, split), 'ship'); // the warehouse accepts by itself
  const counted = `select (select count(*) from routing_decision) as decisions,
    (select sum(reserved) from stock) as reserved,
    (select count(*) from stock_ledger) as ledger`;
  const before = await system.deps.orm.em.fork().execute(counted);
  const found = await whatIf({ profileVersion: 1 });
  expect(found).toMatchObject({
    orders: 7,
    asDecided: 7,
    changed: 0,
    was: { unroutable: 1, split: 1, parcels: 7, storeGini: expect.any(Number) },
  });
  expect(found['wouldBe']).toEqual(found['was']);
  expect(await system.deps.orm.em.fork().execute(counted)).toEqual(before);
});

test('under another profile the orders that could go elsewhere do, and both sides are told', async () => {
  await offered(system, await place(system));
  const found = (await whatIf({ profile: farFirst })) as {
    orders: number;
    changed: number;
    was: { meanKm: number; sameCityShare: number };
    wouldBe: { meanKm: number; sameCityShare: number };
  };
  expect(found).toMatchObject({ orders: 8, changed: 1 });
  expect(found.wouldBe.meanKm).toBeGreaterThan(found.was.meanKm);
  expect(found.wouldBe.sameCityShare).toBeLessThan(found.was.sameCityShare);
  expect(await whatIf({ profile: farFirst, limit: 3 })).toMatchObject({ orders: 3 });
  expect(await whatIf({ profileVersion: 1, from: '2019-01-01T00:00:00Z', to: '2019-02-01T00:00:00Z' })).toMatchObject({
    orders: 0,
    was: { parcelsPerOrder: null },
  });
});

test('only what replayed orders could see is read, however long the span; offers of long ago stay known', async () => {
  const read = async () => {
    const em = system.deps.orm.em.fork();
    const execute = em.execute.bind(em);
    let rows = 0;
    em.execute = (async (...of: Parameters<typeof execute>) => {
      const found = await execute(...of);
      rows += (found as unknown[]).length;
      return found;
    }) as typeof em.execute;
    const seen: [string, number | null][][] = [];
    for await (const { candidates } of pastRoutings(em, {
      from: new Date(always.from),
      to: new Date(always.to),
      limit: 7,
    }))
      seen.push(candidates.map((one) => [one.locationId, one.lastOfferAt]));
    return { rows, seen };
  };
  await system.deps.orm.em.fork().execute(`with left_long_ago as (
      update fulfillment_order set handed_over_at = handed_over_at - interval '9 days'
      where handed_over_at is not null
      returning order_id, id
    )
    update offer o set offered_at = offered_at - interval '9 days'
    from left_long_ago f
    where o.order_id = f.order_id and o.fulfillment_order_id = f.id`);
  const before = await read();
  for (let n = 0; n < 10; n++)
    await system.call('operator', 'POST /v1/stock/receipts', {
      id: `much-later-${n}`,
      locationId: 'near',
      sku: 'ONLY_NEAR',
      quantity: 1,
    });
  expect(await read()).toEqual(before);
  expect(new Map(before.seen[6]).get('far')).toBeLessThan(Date.now() - 8 * 86_400_000);
});

test("an order is replayed for its slot, with slot and hour places taken then, under that day's quotas", async () => {
  const operator = (request: string, body: object) => system.call('operator', request, body);
  must(
    await operator('PUT /v1/carriers/sandbox', { name: 'Sandbox', timeZone: 'Asia/Shanghai', sameDayRadiusKm: 1000 }),
    200,
  );
  for (const id of ['near', 'middle'])
    must(
      await operator(`PUT /v1/locations/${id}/delivery-slots`, {
        slots: [{ from: '00:00', to: '24:00', capacity: id === 'near' ? 1 : 9 }],
      }),
      200,
    );
  const { items } = must(await system.call('operator', 'GET /v1/delivery-slots?locationId=near'), 200)
    .body as unknown as { items: { slots: { slot: object }[] }[] };
  const forSlot = { more: { delivery: { speed: 'SAME_DAY', slot: items[0]?.slots[0]?.slot } } };
  const from = new Date().toISOString();
  const asked: string[] = [];
  for (const wanted of [forSlot, forSlot]) asked.push((await offered(system, await place(system, wanted))).locationId);
  await system.deps.orm.em.fork().execute("update location set hourly_quota = 1 where id = 'near'");
  const today = localDay('Asia/Shanghai', Date.now());
  for (let n = 0; n < 3; n++) asked.push((await offered(system, await place(system))).locationId);
  expect(await whatIf({ profileVersion: 1, from })).toMatchObject({
    orders: 5,
    asDecided: 5,
    assumedUnchanged: expect.arrayContaining(['opening hours']),
  });
  must(
    await operator('POST /v1/quota-overrides', { locationId: 'middle', from: today, to: today, dailyQuota: 0 }),
    201,
  );
  expect(asked.slice(0, 2)).toEqual(['near', 'middle']);
  const seen: PastRouting[] = [];
  for await (const past of pastRoutings(system.deps.orm.em.fork(), {
    from: new Date(from),
    to: new Date(always.to),
    limit: 10,
  }))
    seen.push(past);
  const saw = (n: number, id: string) => seen[n]?.candidates.find((one) => one.locationId === id);
  expect(seen.map(({ request }) => request.sameDay)).toEqual([true, true, false, false, false]);
  expect([0, 1].map((n) => saw(n, 'near')?.sameDay)).toEqual(
    [0, 1].map((taken) => ({ over: false, slot: { period: `${today}T00:00`, capacity: 1, taken } })),
  );
  const hours = [2, 3].map((n) => saw(n, 'near')?.hourlyQuota);
  expect(hours.map((hour) => hour?.taken)).toEqual([0, hours[0]?.period === hours[1]?.period ? 1 : 0]);
  expect(saw(4, 'middle')?.quotaLimit).toBe(0);
});

test('a wrong question is told what is wrong: no profile, two, an unknown one, end before beginning', async () => {
  for (const ask of [
    {},
    { profile: farFirst, profileVersion: 1 },
    { profileVersion: 999_999 },
    { profileVersion: 1, from: always.to, to: always.from },
    { profile: { name: 'x', rules: [] } },
  ]) {
    expect(await whatIf(ask)).toMatchObject({ code: 'VALIDATION', status: 400 });
  }
});
