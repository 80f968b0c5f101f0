// The attack: many buyers at once want scarce units. Sold quantities are exactly those that the allocations allow, and
// a buyer without units gets a refusal only.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspect } from '../../db/invariants/invariants.ts';
import { inLanes } from '../../scripts/lanes.ts';
import { insist, orderBody } from '../support/orders.ts';
import { allot, available, stocked, warehouse } from '../support/pool.ts';
import { startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

const buyers = Number(process.env['BUYERS'] ?? 500);
const connections = 64;
const everywhere = { near: 20, middle: 20, far: 20, closed: 20, warehouse: 20 };
const refusing = { onShortage: 'REFUSE' as const };

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ market: refusing, app: refusing, till: refusing });
});
afterAll(async () => {
  await system.stop();
});

const buy = (channel: string, lines: [string, number][]): Promise<Answer> =>
  system.call(`channel:${channel}`, 'POST /v1/orders', orderBody({ lines }));
const fair = (answers: Answer[]): void => {
  for (const { status, body } of answers)
    expect([status, body.code]).toEqual(status === 201 ? [201, undefined] : [409, 'NOT_AVAILABLE']);
};
const violations = async (): Promise<unknown[]> => (await inspect(system.deps.orm)).flatMap((one) => one.violations);

test(`${buyers} buyers, 100 pieces in five places, three channels: 50, 30 and the shared 20 sold exactly`, async () => {
  await stocked(system, 'RARE', everywhere);
  await warehouse(system, 'east', { near: 10_000, middle: 10_000, closed: 5000 });
  await warehouse(system, 'west', { far: 10_000, warehouse: 10_000, closed: 5000 });
  await allot(
    system,
    ['east', 'west'].map((warehouseId) => ({
      warehouseId,
      allocations: [
        { channelId: 'market', kind: 'PERCENT', basisPoints: 5000 },
        { channelId: 'app', kind: 'PERCENT', basisPoints: 3000 },
      ],
    })),
  );
  const channels = ['market', 'app', 'till'];
  const answers = await inLanes(
    Array.from({ length: buyers }, (_, n) => channels[n % 3] ?? ''),
    connections,
    async (channel) => ({ channel, answer: await buy(channel, [['RARE', 1]]) }),
  );
  fair(answers.map((a) => a.answer));
  const sold = (channel: string): number =>
    answers.filter((a) => a.channel === channel && a.answer.status === 201).length;
  expect(channels.map(sold)).toEqual([50, 30, 20]);
  expect(await Promise.all(channels.map((channel) => available(system, channel, 'RARE')))).toEqual([0, 0, 0]);
  expect(await violations()).toEqual([]);
});

test('mixed carts cancelled and rebought at once exceed no allocation or pool; refusals: NOT_AVAILABLE', async () => {
  for (const sku of ['CUP', 'POT', 'PAN']) await stocked(system, sku, { near: 10, far: 15, closed: 5 });
  const skus = ['CUP', 'POT', 'PAN'];
  const before = await Promise.all(
    ['market', 'app', 'till'].map((channel) => Promise.all(skus.map((sku) => available(system, channel, sku)))),
  );
  const answers = await inLanes(
    Array.from({ length: 240 }, (_, n) => n),
    connections,
    async (n) => {
      const channel = ['market', 'app', 'till'][n % 3] ?? '';
      const cart = [0, 1].map((k): [string, number] => [
        skus[(n * 7 + k * (1 + (n % 2))) % 3] ?? '',
        1 + ((n + k) % 2),
      ]);
      const answer = await buy(channel, n % 2 === 0 ? cart : cart.toReversed());
      const cancelled =
        answer.status === 201 && n % 4 === 0
          ? await insist(() =>
              system.call(`channel:${channel}`, `POST /v1/orders/${String(answer.body['id'])}/cancel`, {
                reason: 'no',
              }),
            )
          : null;
      return { answer, cancelled };
    },
  );
  fair(answers.map((a) => a.answer));
  const cancelled = answers.flatMap((a) => (a.cancelled ? [a.cancelled] : []));
  expect(cancelled.length).toBeGreaterThan(3);
  expect(new Set(cancelled.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await violations()).toEqual([]);
  const sold = await system.deps.orm.em
    .fork()
    .execute<{ channel: string; sku: string; units: number }[]>(
      'select channel_id as channel, sku, sum(units)::int as units from channel_sale group by 1, 2',
    );
  for (const [c, channel] of ['market', 'app'].entries())
    for (const [s, sku] of skus.entries()) {
      const units = sold.find((r) => r.channel === channel && r.sku === sku)?.units ?? 0;
      expect(units + ((await available(system, channel, sku)) ?? 0)).toBe(before[c]?.[s]);
    }
});

test('rules that change while buyers buy and cancel count each order once, under the old or the new', async () => {
  const share = (basisPoints: number) => [
    { warehouseId: 'east', allocations: [{ channelId: 'market', kind: 'PERCENT' as const, basisPoints }] },
  ];
  await stocked(system, 'VASE', { near: 60 });
  const buying = inLanes(
    Array.from({ length: 150 }, (_, n) => n),
    16,
    async (n) => {
      const channel = n % 2 === 0 ? 'market' : 'app';
      const answer = await buy(channel, [['VASE', 1]]);
      if (answer.status === 201 && n % 3 === 0)
        await insist(() =>
          system.call(`channel:${channel}`, `POST /v1/orders/${String(answer.body['id'])}/cancel`, { reason: 'no' }),
        );
      return answer;
    },
  );
  for (const basisPoints of [9000, 1000, 5000, 0, 10_000, 3000]) await allot(system, share(basisPoints));
  fair(await buying);
  expect(await violations()).toEqual([]);
  const [{ left } = { left: -1 }] = await system.deps.orm.em.fork().execute<{ left: number }[]>(
    `select (select sum(on_hand - reserved) from stock where sku = 'VASE')
      - (select coalesce(sum(unrouted), 0) from order_line where sku = 'VASE') as left`,
  );
  expect(Number(left)).toBeGreaterThanOrEqual(0);
});
