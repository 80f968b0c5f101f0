import { expect, test } from '@jest/globals';
import { intakeLine } from '../../api/intake-line.ts';
import type { Intake, IntakeAnswer } from '../../db/intake.ts';

const intake = (n: number): Intake => ({ channelId: String(n), order: {} as Intake['order'] });
const answer = ({ channelId }: Intake): IntakeAnswer => ({ kind: 'ACCEPTED', orderId: channelId, contentHash: '' });

test('orders of the same moment share commits, and each gets its own answer', async () => {
  const batches: number[] = [];
  const takeIn = intakeLine(async (intakes) => { batches.push(intakes.length); await new Promise((done) => { setTimeout(done, 5); }); return intakes.map(answer); });
  const answers = await Promise.all(Array.from({ length: 250 }, (_, n) => takeIn(intake(n))));
  expect(answers.map((a) => ('orderId' in a ? a.orderId : ''))).toEqual(Array.from({ length: 250 }, (_, n) => String(n)));
  expect(batches).toEqual([100, 100, 50]);
});

test('an order that breaks its batch breaks alone', async () => {
  const takeIn = intakeLine((intakes) => (intakes.some((i) => i.channelId === '7') ? Promise.reject(new Error('check violated')) : Promise.resolve(intakes.map(answer))));
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => takeIn(intake(n))));
  expect(results.map((r, n) => [n, r.status]).filter(([, status]) => status === 'rejected')).toEqual([[7, 'rejected']]);
});

test('when the database is away all are told so at once', async () => {
  let calls = 0;
  const takeIn = intakeLine(() => { calls += 1; return Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })); });
  const results = await Promise.allSettled([takeIn(intake(1)), takeIn(intake(2))]);
  expect([results.map((r) => r.status), calls]).toEqual([['rejected', 'rejected'], 1]);
});
