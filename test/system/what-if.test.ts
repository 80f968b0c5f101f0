// What would have been, had another profile been in force: each past order with the stock it saw.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pastRoutings } from '../../db/past.ts';
import { accepted, at, offered, orderIn, place } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => { system = await startWholeSystem(); });
afterAll(async () => { await system.stop(); });

const farFirst = { name: 'far first', rules: [{ name: 'only', ranking: { by: 'ORDER', criteria: [{ criterion: 'priority', locationIds: ['far'] }] } }] };
const always = { from: '2020-01-01T00:00:00Z', to: '2090-01-01T00:00:00Z' };
const whatIf = async (ask: object) => (await system.call('operator', 'POST /v1/routing/what-if', { ...always, ...ask })).body;

test('stock that was sold, received or reserved since does not change what an order saw; nothing is written', async () => {
  for (let n = 0; n < 5; n++) await offered(system, await place(system, { lines: [['ONLY_NEAR', 1]] }));      // each sees one less, the last the last one
  const sixth = await place(system, { lines: [['ONLY_NEAR', 1]] });
  await orderIn(system, sixth, 'NEEDS_ATTENTION');
  await system.call('operator', 'POST /v1/stock/receipts', { id: 'too-late', locationId: 'near', sku: 'ONLY_NEAR', quantity: 50 });
  const split = await place(system, { lines: [['SHIRT', 2], ['ONLY_FAR', 5], ['WAREHOUSED', 1]] });
  await at(system, await accepted(system, split), 'ship');                                                    // the warehouse accepts by itself
  const counted = "select (select count(*) from routing_decision) as decisions, (select sum(reserved) from stock) as reserved, (select count(*) from stock_ledger) as ledger";
  const before = await system.deps.orm.em.fork().execute(counted);
  const found = await whatIf({ profileVersion: 1 });
  expect(found).toMatchObject({ orders: 7, asDecided: 7, changed: 0, was: { unroutable: 1, split: 1, parcels: 7, storeGini: expect.any(Number) } });
  expect(found['wouldBe']).toEqual(found['was']);
  expect(await system.deps.orm.em.fork().execute(counted)).toEqual(before);
});

test('under another profile the orders that could go elsewhere do, and both sides are told', async () => {
  await offered(system, await place(system));
  const found = await whatIf({ profile: farFirst }) as { orders: number; changed: number; was: { meanKm: number; sameCityShare: number }; wouldBe: { meanKm: number; sameCityShare: number } };
  expect(found).toMatchObject({ orders: 8, changed: 1 });
  expect(found.wouldBe.meanKm).toBeGreaterThan(found.was.meanKm);
  expect(found.wouldBe.sameCityShare).toBeLessThan(found.was.sameCityShare);
  expect(await whatIf({ profile: farFirst, limit: 3 })).toMatchObject({ orders: 3 });
  expect(await whatIf({ profileVersion: 1, from: '2019-01-01T00:00:00Z', to: '2019-02-01T00:00:00Z' })).toMatchObject({ orders: 0, was: { parcelsPerOrder: null } });
});

test('of the past only what the replayed orders could see is read, however long the span; who had an offer long ago is still known', async () => {
  const read = async () => {
    const em = system.deps.orm.em.fork();
    const execute = em.execute.bind(em);
    let rows = 0;
    em.execute = (async (...of: Parameters<typeof execute>) => { const found = await execute(...of); rows += (found as unknown[]).length; return found; }) as typeof em.execute;
    const seen: [string, number | null][][] = [];
    for await (const { candidates } of pastRoutings(em, { from: new Date(always.from), to: new Date(always.to), limit: 7 })) seen.push(candidates.map((one) => [one.locationId, one.lastOfferAt]));
    return { rows, seen };
  };
  await system.deps.orm.em.fork().execute(`with left_long_ago as (update fulfillment_order set handed_over_at = handed_over_at - interval '9 days' where handed_over_at is not null returning order_id, id)
    update offer o set offered_at = offered_at - interval '9 days' from left_long_ago f where o.order_id = f.order_id and o.fulfillment_order_id = f.id`);
  const before = await read();
  for (let n = 0; n < 10; n++) await system.call('operator', 'POST /v1/stock/receipts', { id: `much-later-${n}`, locationId: 'near', sku: 'ONLY_NEAR', quantity: 1 });
  expect(await read()).toEqual(before);
  expect(new Map(before.seen[6]).get('far')).toBeLessThan(Date.now() - 8 * 86_400_000);
});

test('a wrong question is told what is wrong: no profile, two, an unknown one, an end before its beginning', async () => {
  for (const ask of [{}, { profile: farFirst, profileVersion: 1 }, { profileVersion: 999_999 }, { profileVersion: 1, from: always.to, to: always.from }, { profile: { name: 'x', rules: [] } }]) {
    expect(await whatIf(ask)).toMatchObject({ code: 'VALIDATION', status: 400 });
  }
});
