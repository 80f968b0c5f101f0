// The process caches the settings of locations: a routing that begins after the commit of a change sees it, at the cost
// of one more statement. And the cost of preparing an order.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { readCandidates } from '../../db/sourcing/candidates.ts';
import { importFile } from '../../db/files/import.ts';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { addQuotaOverride, listQuotaOverrides, removeQuotaOverride } from '../../db/setup/quotas.ts';
import { seedRetailer, type SeedLocation } from '../../db/seed/retailer.ts';
import type { Candidate, CandidateField } from '../../domain/routing/request.ts';
import { locationFields, type LocationSetup } from '../../domain/setup/location.ts';
import { withDefaults } from '../../domain/values/field.ts';
import { request } from '../domain/routing/candidates.ts';
import { orderBody, type Wanted } from '../support/orders.ts';
import { locations, testRetailer } from '../support/retailer.ts';
import { countSpending, type Spending } from '../support/spending.ts';
import { freshDatabase } from '../support/whole-system.ts';
import { putLocation, pauseLocation } from '../../db/setup/locations.ts';
import { putParty } from '../../db/setup/parties.ts';

type Orm = Awaited<ReturnType<typeof openOrm>>;
let office: Orm, router: Orm, spent: Spending;
beforeAll(async () => {
  const url = await freshDatabase();
  [office, router] = await Promise.all([openOrm(url), openOrm(url)]);
  await seedRetailer(office, testRetailer());
  spent = countSpending(router);
});
afterAll(async () => {
  await Promise.all([office.close(), router.close()]);
});

const reads: ReadonlySet<CandidateField> = new Set(['backlog']);
const near = async (): Promise<Candidate | undefined> =>
  (
    await readCandidates(router.em.fork(), {
      request: request({ now: Date.now(), carriers: ['sandbox'] }),
      fields: reads,
    })
  ).candidates.find((one) => one.locationId === 'near');
const statementsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = spent.roundTrips;
  await work();
  return spent.roundTrips - before;
};
const given = locations.find(({ id }) => id === 'near') as SeedLocation;
const put = (em: EntityManager, more: Partial<LocationSetup>): Promise<void> =>
  putLocation(em, { id: given.id, ...withDefaults(locationFields, given), ...more });
const party = (em: EntityManager, more: object): Promise<void> =>
  putParty(em, { id: 'head', name: 'Head office', kind: 'HEAD_OFFICE', dailyQuota: null, ...more });
const always = { from: '2000-01-01', to: '2999-12-31' };
const overridden = (em: EntityManager, of: { locationId: string | null; partyId: string | null }, dailyQuota: number) =>
  addQuotaOverride(em, { ...of, ...always, dailyQuota });
const backToNormal = async (em: EntityManager): Promise<void> => {
  for (const { id } of await listQuotaOverrides(em)) await removeQuotaOverride(em, id);
};
async function* oneRow(row: Record<string, unknown>) {
  yield Promise.resolve({ rows: [{ line: 1, row }], errors: [] });
}

test.each<[string, (em: EntityManager) => Promise<unknown>, Partial<Candidate>]>([
  [
    'paused by an operator',
    (em) => pauseLocation(em, 'near', { until: null, reason: 'FLOOD' }),
    { pausedUntilAt: Date.parse('9999-12-31T00:00:00Z') },
  ],
  ['resumed', (em) => pauseLocation(em, 'near', null), { pausedUntilAt: null }],
  [
    'found closed though published as open',
    (em) =>
      em.execute(
        "select record_performance('near', 'CLOSED_NOW', -1, gen_random_uuid(), 'm', 3, '2999-01-01T00:00:00Z')",
      ),
    { pausedUntilAt: Date.parse('2999-01-01T00:00:00Z') },
  ],
  ['that never opens', (em) => put(em, { openingHours: { weekly: {}, special: {} } }), { openIntervals: [] }],
  ['that nobody collects from', (em) => put(em, { carriers: [] }), { collectingCarriers: [], quotes: [] }],
  [
    'that takes part no longer',
    (em) => put(em, { participating: false }),
    { participating: false, collectingCarriers: ['sandbox'] },
  ],
  [
    'that moved to another city',
    (em) => put(em, { city: 'Wenzhou', latitude: 28, timeZone: 'Asia/Tokyo' }),
    { city: 'Wenzhou', latitude: 28, participating: true },
  ],
  ['for pickups only', (em) => put(em, { methods: ['STORE_PICKUP'] }), { methods: ['STORE_PICKUP'], city: 'Hangzhou' }],
  ['with a quota of the day', (em) => put(em, { dailyQuota: 7 }), { quotaLimit: 7 }],
  [
    'with a quota of the hour',
    (em) => put(em, { dailyQuota: null, hourlyQuota: 2 }),
    { quotaLimit: null, hourlyQuota: { period: expect.any(String) as unknown as string, limit: 2, taken: 0 } },
  ],
  [
    'with a capacity',
    (em) => put(em, { hourlyQuota: null, hourlyCapacity: 4 }),
    { hourlyQuota: null, hourlyCapacity: 4 },
  ],
  [
    'with another quota for some days',
    (em) => overridden(em, { locationId: 'near', partyId: null }, 3),
    { quotaLimit: 3 },
  ],
  ['whose campaign is over', backToNormal, { quotaLimit: null }],
  [
    "with a quota over all its owner's places",
    (em) => party(em, { dailyQuota: 9 }),
    { franchiseQuota: { limit: 9, taken: 0 } },
  ],
  [
    'whose owner has another quota for some days',
    (em) => overridden(em, { locationId: null, partyId: 'head' }, 5),
    { franchiseQuota: { limit: 5, taken: 0 } },
  ],
  ["whose owner's campaign is over", backToNormal, { franchiseQuota: { limit: 9, taken: 0 } }],
  [
    'whose owner is another kind of party',
    (em) => party(em, { kind: 'FRANCHISEE' }),
    { partyKind: 'FRANCHISEE', franchiseQuota: null },
  ],
  [
    'that came by a file',
    (em) =>
      importFile(em, oneRow({ ...fileRow, district: 'Binjiang', hourlyCapacity: 11 }), {
        name: 'locations',
        mode: 'file',
        id: null,
      }),
    { hourlyCapacity: 11 },
  ],
])('a location %s is so for the next order', async (_, change, seen) => {
  await near();
  expect(await statementsOf(near)).toBe(1); // nothing changed
  await office.em.fork().transactional(change);
  let candidate: Candidate | undefined;
  expect(
    await statementsOf(async () => {
      candidate = await near();
    }),
  ).toBe(2);
  expect(candidate).toMatchObject(seen);
  expect(await statementsOf(near)).toBe(1);
});

const fileRow = {
  id: given.id,
  ...withDefaults(locationFields, { ...given, participating: true, methods: ['HOME_DELIVERY'] }),
};

test('a change that is not committed is seen by nobody else, and one that was taken back was never there', async () => {
  await near();
  const undone = office.em.fork().transactional(async (em) => {
    await put(em, { city: 'Atlantis' });
    const [own] = (
      await readCandidates(em, {
        request: request({ now: Date.now(), carriers: ['sandbox'], onlyLocationId: 'near' }),
        fields: reads,
      })
    ).candidates.filter((one) => one.locationId === 'near');
    expect(own?.city).toBe('Atlantis');
    expect((await near())?.city).toBe('Hangzhou');
    throw new Error('taken back');
  });
  await expect(undone).rejects.toThrow('taken back');
  expect((await near())?.city).toBe('Hangzhou');
  expect(
    (
      await readCandidates(office.em.fork(), {
        request: request({ now: Date.now(), carriers: ['sandbox'] }),
        fields: reads,
      })
    ).candidates.find((one) => one.locationId === 'near')?.city,
  ).toBe('Hangzhou');
});

test('what changes by itself all day, a silence more or less, loads nothing again', async () => {
  await near();
  await office.em.fork().execute("update location set expiries_in_a_row = expiries_in_a_row + 1 where id = 'near'");
  expect(await statementsOf(near)).toBe(1);
});

test("a location that is gone is nobody's candidate", async () => {
  await office.em.fork().execute("delete from location where id = 'near'");
  expect(await near()).toBeUndefined();
  await put(office.em.fork(), { participating: true });
  expect((await near())?.participating).toBe(true);
});

test.each<[string, Wanted, number]>([
  ['one line from one place', {}, 1],
  [
    'five lines from three places',
    {
      lines: [
        ['ONLY_NEAR', 1],
        ['ONLY_FAR', 2],
        ['WAREHOUSED', 1],
        ['SHIRT', 2],
        ['SHOE', 1],
      ],
    },
    3,
  ],
])(
  'preparing an order of %s is three round trips: the order, the candidates, the write',
  async (_, wanted, parcels) => {
    const [answer] = await acceptOrders(office.em.fork(), [
      { channelId: 'shop', order: canonical(PlaceOrder.parse(orderBody(wanted))) },
    ]);
    const orderId = answer && 'orderId' in answer ? answer.orderId : '';
    const lines = request().lines.flatMap((line) =>
      ['SHIRT', 'SHOE', 'ONLY_FAR', 'WAREHOUSED'].map((sku) => ({ ...line, sku })),
    );
    await readCandidates(router.em.fork(), { request: request({ now: Date.now(), lines }), fields: reads });
    let parts = 0;
    expect(
      await statementsOf(async () => {
        const { view } = await handleMessage(
          { orm: router, pickupKeys: { keyId: 'k', proves: () => false } },
          orderId,
          {
            id: `prepare-${orderId}`,
            by: 'test',
            name: 'prepare',
            body: {},
          },
        );
        parts = view.fulfillmentOrders.length;
      }),
    ).toBe(3);
    expect(parts).toBe(parcels);
  },
);
