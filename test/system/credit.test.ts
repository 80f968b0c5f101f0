// The credit of stores for their answers and hand-overs, with its reasons.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { scoreAt } from '../../domain/performance/credit.ts';
import { accepted, at, must, offered, orderIn, orderThat, place } from '../support/orders.ts';
import { startWholeSystem, until, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    quick: { offerSeconds: 1, minOfferSeconds: 1, maxOffers: 1 },
    hasty: { shipBySeconds: 1, handlingSeconds: 0, minOfferSeconds: 60 },
  });
});
afterAll(async () => {
  await system.stop();
});

interface Entry {
  event: string;
  weight: number;
  worth: number;
  at: string;
  orderId: string;
}
const credit = async (id: string, query = ''): Promise<Answer['body']> =>
  must(await system.call('operator', `GET /v1/locations/${id}/credit${query}`), 200).body;
const eventsFor = async (id: string, orderId: string): Promise<[string, number][]> =>
  ((await credit(id))['entries'] as Entry[]).filter((e) => e.orderId === orderId).map((e) => [e.event, e.weight]);

test('a location earns by answering in time, loses a little if busy, more if silent, most by giving up', async () => {
  const [good, busy, asleep, gone] = [
    await place(system),
    await place(system),
    await place(system, {}, 'quick'),
    await place(system),
  ];
  const { locationId } = await accepted(system, good);
  must(await at(system, await offered(system, busy), 'reject', { reason: 'TOO_BUSY' }), 200);
  await orderIn(system, asleep, 'NEEDS_ATTENTION');
  must(await at(system, await accepted(system, gone), 'give-up', { reason: 'OTHER' }), 200);
  expect(await Promise.all([good, busy, asleep, gone].map((id) => eventsFor(locationId, id)))).toEqual([
    [['ACCEPTED', 1]],
    [['REJECTED', -2]],
    [['EXPIRED', -6]],
    [
      ['GAVE_UP', -8],
      ['ACCEPTED', 1],
    ],
  ]);
});

test('goods that are not there cost nothing; what is shipped late does', async () => {
  const [empty, late] = [await place(system, { lines: [['WAREHOUSED', 1]] }), await place(system, {}, 'hasty')];
  await orderThat(system, empty, (o) => o.fulfillmentOrders[0]?.requestStatus === 'ACCEPTED', 'taken by the warehouse');
  const fo = await accepted(system, late);
  await until(
    () => eventsFor(fo.locationId, late),
    (events) => events.length === 2,
    { what: 'the late entry' },
  );
  expect(await eventsFor(fo.locationId, late)).toEqual([
    ['SHIPPED_LATE', -4],
    ['ACCEPTED', 1],
  ]);
  expect(await eventsFor('warehouse', empty)).toEqual([]); // automatic accepts earn nothing
});

test('a count that finds what was said to be missing costs most; a count that does not, nothing', async () => {
  const claim = async (counted: number): Promise<[string, number][]> => {
    const id = await place(system, { lines: [['SHOE', 2]] });
    must(await at(system, await offered(system, id), 'reject', { reason: 'OUT_OF_STOCK' }), 200);
    must(
      await system.call('operator', 'POST /v1/stock/counts', {
        id: `of-${id}`,
        locationId: 'near',
        sku: 'SHOE',
        quantity: counted,
      }),
      200,
    );
    return eventsFor('near', id);
  };
  expect(await claim(0)).toEqual([['REJECTED_HONESTLY', 0]]);
  must(
    await system.call('operator', 'POST /v1/stock/receipts', {
      id: 'more-shoes',
      locationId: 'near',
      sku: 'SHOE',
      quantity: 10,
    }),
    200,
  );
  expect(await claim(10)).toEqual([
    ['COUNT_DISPROVED', -12],
    ['REJECTED_HONESTLY', 0],
  ]);
});

test('the score is what the entries say, now and on a day long past; routing reads the same', async () => {
  const seen = await credit('near');
  const entries = (seen['entries'] as Entry[]).map((e) => ({ at: Date.parse(e.at), weight: e.weight }));
  expect(seen['score']).toBeCloseTo(scoreAt(entries, Date.now(), { base: 80, halfLifeDays: 30 }), 3);
  const [read] = await system.deps.orm.em.fork().execute<{ score: number }[]>("select credit_score('near') as score");
  expect(read?.score).toBeCloseTo(seen['score'] as number, 3);
  expect(await credit('near', '?at=2020-01-01T00:00:00Z')).toMatchObject({ score: 80, entries: [] });
});

test('a policy counts from now on: entries keep their weights, and what fades faster has faded', async () => {
  const before = await credit('near');
  must(
    await system.call('operator', 'PUT /v1/credit-policy', { base: 50, halfLifeDays: 1, weights: { ACCEPTED: 5 } }),
    200,
  );
  const id = await place(system);
  const { locationId } = await accepted(system, id);
  expect(await eventsFor(locationId, id)).toEqual([['ACCEPTED', 5]]);
  const [read] = await system.deps.orm.em.fork().execute<{ score: number }[]>("select credit_score('near') as score");
  expect(read?.score).toBeCloseTo((await credit('near'))['score'] as number, 3);
  expect((before['entries'] as Entry[]).map((e) => e.weight)).toEqual(
    ((await credit('near'))['entries'] as Entry[]).filter((e) => e.orderId !== id).map((e) => e.weight),
  );
  expect(await system.call('operator', 'PUT /v1/credit-policy', { weights: { DANCED: 1 } })).toMatchObject({
    status: 400,
  });
  expect(await system.call('location:near', 'GET /v1/locations/far/credit')).toMatchObject({ status: 404 });
});
