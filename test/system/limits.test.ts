import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { costOf } from '../support/history.ts';
import { offered, orderIn, place } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

test('a caller who never stops talking about an order is stopped; history stays short, ways out open', async () => {
  const id = await place(system);
  await offered(system, id);
  const answers: number[] = [];
  for (let n = 0; n < 160; n++) {
    const [path, body] =
      n % 2 ? [`/v1/orders/${id}/holds/K/release`, {}] : [`/v1/orders/${id}/holds`, { key: 'K', reason: 'again' }];
    answers.push((await system.call('operator', `POST ${path}`, body, { 'idempotency-key': `n${n}` })).status);
  }
  expect(answers[0]).toBe(200);
  expect(answers.at(-2)).toBe(429);
  expect((await costOf(system, id)).events).toBeLessThan(1000);
  await system.call('operator', `POST /v1/orders/${id}/holds/K/release`, {});
  expect(
    (await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { kind: 'NOTICE', reason: 'enough' })).status,
  ).toBe(200);
  expect((await orderIn(system, id, 'CANCELLED')).refunds).toMatchObject([
    { amountMinor: 10_800, status: 'SUCCEEDED' },
  ]);
}, 120_000);
