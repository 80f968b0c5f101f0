// Lists by entities: each is one statement, shows what its caller may see and no more, and begins where the page before
// ended.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { hashKey } from '../../auth/api-key.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { listAlerts, openAlerts } from '../../db/inventory/alerts.ts';
import { listAllotments } from '../../db/inventory/allotments.ts';
import { listWarehouses, putWarehouse } from '../../db/inventory/warehouses.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import { searchOrders } from '../../db/read/orders.ts';
import { maySeeOrder, seenBy } from '../../db/read/scope.ts';
import { readLedger, readStock } from '../../db/read/stock.ts';
import { readDecisions, readTimeline } from '../../db/read/story.ts';
import { listTransfers } from '../../db/read/transfers.ts';
import { liveOffers, locationWork } from '../../db/read/work.ts';
import { FulfillmentOrder, Offer } from '../../db/schema/entities/order-fulfillment.ts';
import { Order } from '../../db/schema/entities/order.ts';
import { Transfer } from '../../db/schema/entities/stock.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { holderOf } from '../../db/setup/api-keys.ts';
import { listCarriers, putCarrier } from '../../db/setup/carriers.ts';
import { slotsToday } from '../../db/setup/delivery-slots.ts';
import { loadProducts } from '../../db/setup/products.ts';
import { addQuotaOverride, listQuotaOverrides } from '../../db/setup/quotas.ts';
import { rateCardOf, replaceRateCard } from '../../db/setup/rate-cards.ts';
import { listProfiles, loadProfile, readProfile } from '../../db/sourcing/profiles.ts';
import { orderBody } from '../support/orders.ts';
import { testRetailer } from '../support/retailer.ts';
import { countSpending, type Spending } from '../support/spending.ts';
import { freshDatabase } from '../support/whole-system.ts';

const operator = { role: 'operator', scope: '' };
const shop = { role: 'channel', scope: 'shop' };
const other = { role: 'channel', scope: 'other' };
const near = { role: 'location', scope: 'near' };
const far = { role: 'location', scope: 'far' };
const carrier = { role: 'carrier', scope: 'sandbox' };
const rate = {
  zone: 'A',
  fromProvince: null,
  toProvince: null,
  toCity: null,
  firstGrams: 1000,
  firstMinor: 900,
  furtherGrams: 500,
  furtherMinor: 100,
  transitDays: 2,
  validFrom: '2026-01-01',
};

let orm: MikroORM, spent: Spending, orderIds: string[];
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer({ other: {} }));
  orderIds = [];
  for (const channelId of ['shop', 'shop', 'other']) {
    const order = canonical(PlaceOrder.parse(orderBody({})));
    const [answer] = await acceptOrders(orm.em.fork(), [{ channelId, order }]);
    if (!answer || !('orderId' in answer)) throw new Error('the order was not taken in');
    orderIds.push(answer.orderId);
    await handleMessage({ orm, pickupKeys: { keyId: 'k', proves: () => false } }, answer.orderId, {
      id: `prepare-${answer.orderId}`,
      by: 'test',
      name: 'prepare',
      body: {},
    });
  }
  const em = orm.em.fork();
  const areas = ['zj', 'js'].map((province) => ({ province, city: null, district: null, served: true }));
  await putCarrier(em.fork(), {
    id: 'swift',
    name: 'Swift',
    timeZone: 'Asia/Shanghai',
    volumetricDivisor: 5000,
    cutOffMinute: 960,
    sameDayRadiusKm: 7.5,
    areas,
  });
  await replaceRateCard(em.fork(), 'swift', [
    { line: 2, rate: { ...rate, validTo: '2026-06-30' } },
    { line: 3, rate: { ...rate, firstMinor: 1000, validFrom: '2026-07-01', validTo: null } },
  ]);
  await putWarehouse(em.fork(), {
    id: 'east',
    name: 'East',
    parentId: null,
    locations: [
      { locationId: 'near', basisPoints: 4000 },
      { locationId: 'middle', basisPoints: 10_000 },
    ],
  });
  await addQuotaOverride(em.fork(), {
    locationId: 'near',
    partyId: null,
    from: '2026-01-01',
    to: '2999-12-31',
    dailyQuota: 9,
  });
  spent = countSpending(orm);
});
afterAll(async () => {
  await orm.close();
});

/** What it answers, and how many statements it took. */
async function counted<T>(ask: (em: EntityManager) => Promise<T>): Promise<[statements: number, answer: T]> {
  const before = spent.roundTrips;
  const answer = await ask(orm.em.fork());
  return [spent.roundTrips - before, answer];
}

describe('one statement', () => {
  const page = { before: null, limit: 10 };
  test.each<[string, (em: EntityManager) => Promise<unknown>]>([
    ['all carriers with areas and number of rates', listCarriers],
    ['a rate card', (em) => rateCardOf(em, 'swift')],
    ['quotas for some days', listQuotaOverrides],
    ['delivery slots', (em) => slotsToday(em, { locationId: null, after: '', limit: 10 })],
    ['products', (em) => loadProducts(em, ['SHIRT', 'SHOE'])],
    ['routing profiles with where they are in force', (em) => listProfiles(em, page)],
    ['one routing profile', (em) => readProfile(em, 1)],
    ['the rules of a routing profile', (em) => loadProfile(em, 1)],
    ['warehouses with their locations', listWarehouses],
    ['allocation rules', (em) => listAllotments(em, page)],
    ['stock alerts', (em) => listAlerts(em, { closed: false, limit: 10 })],
    ['open stock alerts of products', (em) => openAlerts(em, ['STALE'], ['SHIRT'])],
    ['the holder of a key', (em) => holderOf(em, hashKey('key-operator'))],
    ['orders', (em) => searchOrders(em, operator, { locationId: 'near', status: 'AWAITING_ACCEPTANCE', limit: 10 })],
    ['live offers', (em) => liveOffers(em, near, { locationId: 'near', limit: 10 })],
    ['work', (em) => locationWork(em, near, { locationId: 'near', status: ['OPEN'], cursor: null, limit: 10 })],
    ['stock', (em) => readStock(em, { after: { sku: '', locationId: '' }, limit: 10 })],
    ['the ledger', (em) => readLedger(em, { sku: 'SHIRT', locationId: 'near', after: null, limit: 10 })],
    ['transfers', (em) => listTransfers(em, near, { locationId: 'near', before: null, limit: 10 })],
    ['a timeline', (em) => readTimeline(em, orderIds[0] ?? '')],
    ['routing decisions', (em) => readDecisions(em, orderIds[0] ?? '')],
  ])('for %s', async (_, ask) => {
    const [statements, answer] = await counted(ask);
    expect(statements).toBe(1);
    expect(answer).not.toBeNull();
  });
});

describe('what a list shows', () => {
  test('of a carrier, its areas by name and its card as it was imported', async () => {
    const [, carriers] = await counted(listCarriers);
    expect(carriers.map(({ id, rates }) => [id, rates])).toEqual([
      ['sandbox', 0],
      ['swift', 2],
    ]);
    expect(carriers[1]).toMatchObject({
      sameDayRadiusKm: 7.5,
      areas: [
        { province: 'js', city: null, district: null, served: true },
        { province: 'zj', city: null, district: null, served: true },
      ],
    });
    expect(await rateCardOf(orm.em.fork(), 'swift')).toEqual([
      { ...rate, validTo: '2026-06-30' },
      { ...rate, firstMinor: 1000, validFrom: '2026-07-01', validTo: null },
    ]);
    expect(await rateCardOf(orm.em.fork(), 'sandbox')).toEqual([]);
    expect(await rateCardOf(orm.em.fork(), 'nobody')).toBeNull();
  });

  test('of a warehouse, its locations by id', async () => {
    expect(await listWarehouses(orm.em.fork())).toEqual([
      {
        id: 'east',
        name: 'East',
        parentId: null,
        locations: [
          { locationId: 'middle', basisPoints: 10_000 },
          { locationId: 'near', basisPoints: 4000 },
        ],
      },
    ]);
  });

  test('of stock and ledger, page by page, each row once', async () => {
    const seen: string[] = [];
    let after = { sku: '', locationId: '' };
    for (;;) {
      const rows = await readStock(orm.em.fork(), { after, limit: 4 });
      const here = rows.slice(0, 4);
      seen.push(...here.map(({ sku, locationId }) => `${sku} ${locationId}`));
      const last = here.at(-1);
      if (!last || rows.length <= 4) break;
      after = last;
    }
    const all = await readStock(orm.em.fork(), { after: { sku: '', locationId: '' }, limit: 1000 });
    expect(seen).toEqual(all.map(({ sku, locationId }) => `${sku} ${locationId}`));
    const shelf = all.find(({ sku, locationId }) => sku === 'SHIRT' && locationId === 'near');
    expect(shelf?.available).toBe(100 - (shelf?.reserved ?? 0));
    const ledger = await readLedger(orm.em.fork(), { sku: 'SHIRT', locationId: 'near', after: null, limit: 100 });
    const [newest] = ledger;
    expect(newest?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
    const mark = { instant: newest?.at ?? '', id: newest?.cause ?? '' };
    expect(await readLedger(orm.em.fork(), { sku: 'SHIRT', locationId: 'near', after: mark, limit: 100 })).toEqual(
      ledger.slice(1),
    );
  });
});

describe('what a caller sees', () => {
  const ids = async (caller: typeof shop): Promise<string[]> =>
    (await searchOrders(orm.em.fork(), caller, { limit: 10 })).map(({ id }) => id);

  test('a channel its own orders, an operator all, everybody else none', async () => {
    const [first = '', second = '', foreign = ''] = orderIds;
    expect(await ids(operator)).toEqual([foreign, second, first]);
    expect(await ids(shop)).toEqual([second, first]);
    expect(await ids(other)).toEqual([foreign]);
    expect([await ids(near), await ids(carrier), await ids({ role: 'nobody', scope: 'shop' })]).toEqual([[], [], []]);
    expect(await searchOrders(orm.em.fork(), shop, { channel: 'other', limit: 10 })).toEqual([]);
    const may = (caller: typeof shop): Promise<boolean> => maySeeOrder(orm.em.fork(), caller, foreign);
    expect([await may(operator), await may(other), await may(shop), await may(near)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('a location what it was asked for, also when it asks for what is of another', async () => {
    const work = { locationId: 'near', status: ['OPEN' as const], cursor: null, limit: 10 };
    const seen = async (caller: typeof shop): Promise<number[]> => [
      (await liveOffers(orm.em.fork(), caller, work)).length,
      (await locationWork(orm.em.fork(), caller, work)).length,
    ];
    expect(await seen(near)).toEqual([3, 3]);
    expect(await seen(far)).toEqual([0, 0]);
    expect(await seen(shop)).toEqual([2, 2]);
    expect(await seen(operator)).toEqual([3, 3]);
    const [newest, ...rest] = await locationWork(orm.em.fork(), near, work);
    const cursor = newest ? { orderId: newest.orderId, partId: newest.id } : null;
    expect(await locationWork(orm.em.fork(), near, { ...work, cursor })).toEqual(rest);
  });

  test.each<[string, (em: EntityManager) => Promise<unknown>]>([
    ['a list of orders', (em) => em.find(Order, {})],
    ['a count of orders', (em) => em.count(Order, {})],
    ['a list of fulfillment orders', (em) => em.find(FulfillmentOrder, { locationId: 'near' })],
    ['one offer', (em) => em.findOne(Offer, { order: orderIds[0] ?? '', id: 'o1' })],
    ['a list of transfers', (em) => em.find(Transfer, {})],
    ['deleting orders', (em) => em.nativeDelete(Order, {})],
  ])('%s without a caller throws', async (_, ask) => {
    await expect(ask(orm.em.fork())).rejects.toThrow("No arguments provided for filter 'caller'");
    await expect(ask(seenBy(orm.em.fork(), { role: 'nobody', scope: '' }))).resolves.toBeDefined();
  });

  test('a caller of one fork is not that of another', async () => {
    seenBy(orm.em.fork(), operator);
    await expect(orm.em.fork().find(Order, {})).rejects.toThrow('caller');
  });
});
