// What a life costs in Temporal, exactly: a change that makes orders dearer shows here.
import { writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { workflowIdOf } from '../../domain/ids.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { costOf } from '../support/history.ts';
import { accepted, at, carrierSays, offered, orderIn, orderThat, place, see } from '../support/orders.ts';
import { startWholeSystem, until, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => { system = await startWholeSystem({ quick: { offerSeconds: 1, minOfferSeconds: 1 } }); });
afterAll(async () => { await system.stop(); });

/** With RECORD_HISTORIES=1 the lives of this test become the golden histories that test/replay/ replays. */
async function record(id: string): Promise<void> {
  const title = (expect.getState().currentTestName ?? '').replaceAll(/[^a-z]+/gi, '-');
  writeFileSync(new URL(`../replay/histories/${title}.json`, import.meta.url), historyToJSON(await system.temporal.workflow.getHandle(workflowIdOf(id)).fetchHistory()));
}

const cost = async (id: string) => {
  const found = await until(() => costOf(system, id), (c) => c.kinds.at(-1) === 'WORKFLOW_EXECUTION_COMPLETED', { what: 'the end of the workflow' });
  if (process.env['TEST_LOG_LEVEL']) process.stderr.write(`${expect.getState().currentTestName ?? ''}: ${JSON.stringify(found)}\n`);
  if (process.env['RECORD_HISTORIES']) await record(id);
  return found;
};

async function deliver(id: string): Promise<void> {
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  await carrierSays(system, fo, 'DELIVERED');
  await orderIn(system, id, 'COMPLETED');
}

test('home delivery', async () => {
  const id = await place(system);
  await deliver(id);
  expect(await cost(id)).toMatchObject({ events: 37, tasks: 5 });
});

test('pickup', async () => {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const fo = await accepted(system, id);
  expect((await at(system, fo, 'ready')).status).toBe(200);
  const { body } = await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  expect((await system.call('location:near', 'POST /v1/locations/near/redeem', { token: body['token'] })).status).toBe(200);
  await orderIn(system, id, 'COMPLETED');
  expect(await cost(id)).toMatchObject({ events: 31, tasks: 4 });
});

test('two expiries and re-routes, then home delivery', async () => {
  const id = await place(system, {}, 'quick');
  await orderThat(system, id, (o) => o.fulfillmentOrders.length === 3, 'the third offer');
  await deliver(id);
  expect(await cost(id)).toMatchObject({ events: 51, tasks: 7 });
});

test('cancelled before accept and refunded', async () => {
  const id = await place(system);
  await offered(system, id);
  expect(await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'changed my mind' })).toMatchObject({ status: 200, body: { outcomes: [{ became: 'CANCELLED' }] } });
  const done = await orderIn(system, id, 'CANCELLED');
  expect(done.refunds).toMatchObject([{ amountMinor: 10_800, status: 'SUCCEEDED' }]);
  expect(await cost(id)).toMatchObject({ events: 21, tasks: 3 });
});

test('intercept agreed, label voided, refunded', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  expect(await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'changed my mind' })).toMatchObject({ body: { outcomes: [{ became: 'INTERCEPT' }] } });
  const { cancellations } = await see(system, id);
  expect((await system.call('location:near', `POST /v1/cancellations/${cancellations[0]?.id}/agree`)).status).toBe(200);
  const done = await orderIn(system, id, 'CANCELLED');
  expect(done).toMatchObject({ refunds: [{ amountMinor: 10_800, status: 'SUCCEEDED' }], fulfillmentOrders: [{ id: fo.id, status: 'CANCELLED', waybills: [{ status: 'VOIDED' }] }] });
  expect(await cost(id)).toMatchObject({ events: 49, tasks: 7 });
});

test('refused answers cost nothing, a wrong pickup code one task', async () => {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const fo = await accepted(system, id);
  await at(system, fo, 'ready');
  const code = (await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`)).body['code'] as string;
  const number = (await system.call('operator', `GET /v1/orders/${id}`)).body['channelOrderNumber'];
  const before = await costOf(system, id);
  expect(await at(system, fo, 'reject', { reason: 'OTHER' })).toMatchObject({ status: 409, body: { code: 'OFFER_CLOSED' } });
  expect((await at(system, fo, 'accept')).status).toBe(200);   // the same answer twice is one answer
  expect((await costOf(system, id)).events).toBe(before.events);
  const wrong = (n: number): string => String((Number(code) + n) % 1_000_000).padStart(6, '0');
  const guess = (n: number) => system.call('location:near', 'POST /v1/locations/near/redeem', { orderNumber: number, code: wrong(n) });
  expect(await guess(1)).toMatchObject({ status: 422, body: { code: 'CODE_REFUSED' } });
  expect((await costOf(system, id)).events).toBe(before.events + 6);
  for (const n of [2, 3, 4, 5]) expect((await guess(n)).status).toBe(422);
  const locked = await costOf(system, id);
  for (const n of [6, 7, 0]) expect((await guess(n)).status).toBe(422);
  expect((await costOf(system, id)).events).toBe(locked.events);
});
