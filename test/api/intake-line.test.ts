import { expect, jest, test } from '@jest/globals';
import { groupCommit } from '../../api/intake/group-commit.ts';
import type { Intake, IntakeAnswer } from '../../db/order/take-in-orders.ts';

const intake = (n: number): Intake => ({ channelId: String(n), order: {} as Intake['order'] });
const answer = ({ channelId }: Intake): IntakeAnswer => ({ kind: 'ACCEPTED', orderId: channelId, contentHash: '' });

test('orders of the same moment share commits, and each gets its own answer', async () => {
  const batches: number[] = [];
  const takeIn = groupCommit(async (intakes) => {
    batches.push(intakes.length);
    await new Promise((done) => {
      setTimeout(done, 5);
    });
    return intakes.map(answer);
  });
  const answers = await Promise.all(Array.from({ length: 250 }, (_, n) => takeIn(intake(n))));
  expect(answers.map((a) => ('orderId' in a ? a.orderId : ''))).toEqual(
    Array.from({ length: 250 }, (_, n) => String(n)),
  );
  expect(batches).toEqual([100, 100, 50]);
});

test('an order that breaks its batch breaks alone; the search takes one connection and few commits', async () => {
  const [calls, atOnce] = [{ all: 0, now: 0 }, [0]];
  const takeIn = groupCommit(async (intakes) => {
    calls.all += 1;
    atOnce.push((calls.now += 1));
    await new Promise((done) => {
      setImmediate(done);
    });
    calls.now -= 1;
    if (intakes.some((i) => i.channelId === '7')) throw new Error('check violated');
    return intakes.map(answer);
  });
  const results = await Promise.allSettled(Array.from({ length: 64 }, (_, n) => takeIn(intake(n))));
  expect(results.map((r, n) => [n, r.status]).filter(([, status]) => status === 'rejected')).toEqual([[7, 'rejected']]);
  expect([calls.all, Math.max(...atOnce)]).toEqual([13, 1]);
});

test('where there is no hurry, who comes waits for company: sixteen of them, or a moment', async () => {
  const batches: number[] = [];
  const takeIn = groupCommit(
    (intakes) => {
      batches.push(intakes.length);
      return Promise.resolve(intakes.map(answer));
    },
    { mayWait: () => true },
  );
  const some = async (count: number): Promise<void> => {
    const all = Array.from({ length: count }, async (_, n) => {
      await new Promise((done) => {
        setTimeout(done, 2 * n);
      });
      return takeIn(intake(n));
    });
    await jest.advanceTimersByTimeAsync(1000);
    await Promise.all(all);
  };
  jest.useFakeTimers(); // a busy machine makes no moment longer
  await some(16);
  await some(3);
  await some(32);
  jest.useRealTimers();
  expect(batches).toEqual([16, 3, 16, 16]);
});

test('when the database is away all are told so at once', async () => {
  let calls = 0;
  const takeIn = groupCommit(() => {
    calls += 1;
    return Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  });
  const results = await Promise.allSettled([takeIn(intake(1)), takeIn(intake(2))]);
  expect([results.map((r) => r.status), calls]).toEqual([['rejected', 'rejected'], 1]);
});
