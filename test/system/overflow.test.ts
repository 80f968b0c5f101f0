// Congested locations, and locations or franchisees whose quota of the day is used up, are passed over; and the replay
// reproduces it.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RoutingNeed } from '../../domain/handle.ts';
import { readCandidates } from '../../db/sourcing/candidates.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import { neededFields } from '../../domain/routing/register.ts';
import { line, request } from '../domain/routing/candidates.ts';
import { accepted, at, offered, orderIn, place } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const sql = (text: string) => system.deps.orm.em.fork().execute(text);
const shirts = () =>
  request({ now: Date.now(), lines: [line('l1'), line('l2', { sku: 'SHOE' })], carriers: ['sandbox'] });
const candidateAt = async (id: string, fields: RoutingNeed['fields']) =>
  (await readCandidates(system.deps.orm.em.fork(), { request: shirts(), fields })).candidates.find(
    (one) => one.locationId === id,
  );
const whyNot = async (order: string) => {
  const { body } = await system.call('operator', `GET /v1/orders/${order}/explanation`);
  const [decision] = body['decisions'] as {
    plan: { tried: { verdicts: { locationId: string; ineligible: { code: string } | null }[] }[] };
  }[];
  return Object.fromEntries(
    (decision?.plan.tried[0]?.verdicts ?? []).map((one) => [one.locationId, one.ineligible?.code ?? null]),
  );
};

test("routing sees a place's backlog, what its owner took today, when it was last asked and last sold", async () => {
  await sql("update location set hourly_capacity = 3 where id = 'near'");
  await sql("update party set daily_quota = 8 where id = 'head'");
  const began = Date.now();
  const shipped = await accepted(system, await place(system));
  expect((await at(system, shipped, 'ship')).status).toBe(200);
  await offered(system, await place(system));
  const all = await candidateAt('near', new Set(['backlog', 'credit', 'lastOffer', 'unsold']));
  expect(all).toMatchObject({
    partyKind: 'HEAD_OFFICE',
    methods: ['HOME_DELIVERY', 'STORE_PICKUP'],
    creditScore: expect.closeTo(81, 1),
    hourlyCapacity: 3,
    backlog: 1,
    quotaTaken: 2,
    franchiseQuota: { limit: 8, taken: 2 },
    quotes: [{ carrierId: 'sandbox', freightMinor: null }],
    available: { SHIRT: 98, SHOE: 100 },
  });
  expect(
    [all?.lastOfferAt ?? 0, all?.unsoldSince['SHIRT'] ?? 0].every(
      (instant) => instant >= began - 1000 && instant <= Date.now() + 1000,
    ),
  ).toBe(true);
  expect(Object.keys(all?.unsoldSince ?? {})).toEqual(['SHIRT']);
  expect(await candidateAt('near', new Set())).toMatchObject({
    backlog: 0,
    franchiseQuota: { limit: 8, taken: 2 },
    lastOfferAt: null,
    unsoldSince: {},
    quotaTaken: 2,
  });
  expect([...neededFields(completeNearest)]).not.toContain('unsold');
});

test('a congested store is passed over until worked off; all stores of a franchisee with enough fall', async () => {
  const [second, third] = [await place(system), await place(system)];
  const fo = await offered(system, second);
  expect([fo.locationId, (await offered(system, third)).locationId]).toEqual(['near', 'near']);
  const overflowing = await place(system);
  expect((await offered(system, overflowing)).locationId).toBe('middle');
  expect(await whyNot(overflowing)).toMatchObject({ near: 'CONGESTED', middle: null });
  expect((await at(system, fo, 'reject', { reason: 'TOO_BUSY' })).status).toBe(200); // one open FO less
  expect((await offered(system, await place(system))).locationId).toBe('near');
  await offered(system, await place(system));
  await offered(system, await place(system));
  const tooMany = await place(system);
  await orderIn(system, tooMany, 'NEEDS_ATTENTION');
  expect(await whyNot(tooMany)).toEqual({
    near: 'FRANCHISE_QUOTA_REACHED',
    middle: 'FRANCHISE_QUOTA_REACHED',
    far: 'FRANCHISE_QUOTA_REACHED',
  });
});

test('told again later, each order goes where it went: backlog and quotas are those of its moment', async () => {
  const { body } = await system.call('operator', 'POST /v1/routing/what-if', {
    profileVersion: 1,
    from: '2020-01-01T00:00:00Z',
    to: '2090-01-01T00:00:00Z',
  });
  expect(body).toMatchObject({ orders: 9, asDecided: 9, was: { unroutable: 1, quotaHits: 3 } });
});
