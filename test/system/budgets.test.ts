// The exact cost of a life in Temporal: a change that makes orders more expensive shows here.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { costOf, finalCostOf } from '../support/history.ts';
import { lives, livesChannels } from '../support/costed-lives.ts';
import { accepted, at, place, see } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem(livesChannels, { counted: true });
});
afterAll(async () => {
  await system.stop();
});

/** The exact numbers; the budgeted ceilings are at or above them. */
const exact: Record<string, { events: number; tasks: number }> = {
  'home delivery': { events: 37, tasks: 5 },
  pickup: { events: 31, tasks: 4 },
  'two expiries and re-routes, then home delivery': { events: 51, tasks: 7 },
  'cancelled before accept and refunded': { events: 21, tasks: 3 },
  'intercept agreed, label voided, refunded': { events: 49, tasks: 7 },
};

test.each(lives)('$name', async ({ name, ceiling, live }) => {
  const id = await live(system);
  const cost = await finalCostOf(system, id);
  expect(cost).toMatchObject(exact[name] ?? {});
  expect(cost.transitions).toBeLessThanOrEqual(ceiling.transitions);
});

test('a home delivery asks the database 18 times, writes in 8 transactions, keeps 11.2 KB of history', async () => {
  // The least of three lives: what runs beside an order (sweeps, a cache being filled) is not its cost.
  const costs: { roundTrips: number; writes: number; historyBytes: number }[] = [];
  for (let i = 0; i < 3; i++) {
    const before = system.spent();
    const id = await lives[0]?.live(system);
    const { historyBytes } = await finalCostOf(system, id ?? '');
    const { roundTrips, writes } = system.spent();
    costs.push({ roundTrips: roundTrips - before.roundTrips, writes: writes - before.writes, historyBytes });
  }
  expect(Math.min(...costs.map((c) => c.roundTrips))).toBeLessThanOrEqual(18);
  expect(Math.min(...costs.map((c) => c.writes))).toBeLessThanOrEqual(8);
  expect(Math.min(...costs.map((c) => c.historyBytes))).toBeLessThanOrEqual(11_200);
});

test('the paid money of a cancelled order is back', async () => {
  const id = await lives[3]?.live(system);
  expect((await see(system, id ?? '')).refunds).toMatchObject([{ amountMinor: 10_800, status: 'SUCCEEDED' }]);
});

test('refused answers cost nothing, a wrong pickup code one task', async () => {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const fo = await accepted(system, id);
  await at(system, fo, 'ready');
  const code = (await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`)).body[
    'code'
  ] as string;
  const number = (await system.call('operator', `GET /v1/orders/${id}`)).body['channelOrderNumber'];
  const before = await costOf(system, id);
  expect(await at(system, fo, 'reject', { reason: 'OTHER' })).toMatchObject({
    status: 409,
    body: { code: 'OFFER_CLOSED' },
  });
  expect((await at(system, fo, 'accept')).status).toBe(200); // a repeated answer is one answer
  expect((await costOf(system, id)).events).toBe(before.events);
  const wrong = (n: number): string => String((Number(code) + n) % 1_000_000).padStart(6, '0');
  const guess = (n: number) =>
    system.call('location:near', 'POST /v1/locations/near/redeem', { orderNumber: number, code: wrong(n) });
  expect(await guess(1)).toMatchObject({ status: 422, body: { code: 'CODE_REFUSED' } });
  expect((await costOf(system, id)).events).toBe(before.events + 6);
  for (const n of [2, 3, 4, 5]) expect((await guess(n)).status).toBe(422);
  const locked = await costOf(system, id);
  for (const n of [6, 7, 0]) expect((await guess(n)).status).toBe(422);
  expect((await costOf(system, id)).events).toBe(locked.events);
});
