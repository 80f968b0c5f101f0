// Orders that share a commit, on a real database: an order that breaks does not affect the others.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { groupCommit } from '../../api/intake/group-commit.ts';
import { acceptOrders, type Intake } from '../../db/order/take-in-orders.ts';
import { activateRules, saveRules } from '../../db/inventory/allotments.ts';
import { putWarehouse } from '../../db/inventory/warehouses.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { orderBody } from '../support/orders.ts';
import { testRetailer } from '../support/retailer.ts';
import { countSpending } from '../support/spending.ts';
import { freshDatabase, until } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer());
});
afterAll(async () => {
  await orm.close();
});

const intake = (change: Partial<Intake['order']> = {}): Intake => ({
  channelId: 'shop',
  order: { ...canonical(PlaceOrder.parse(orderBody())), ...change },
});
const twiceTheSameLine = (): Intake => {
  const { order } = intake();
  return { channelId: 'shop', order: { ...order, lines: [...order.lines, ...order.lines] } };
};
const nothingOrdered = (): Intake => {
  const { order } = intake();
  return { channelId: 'shop', order: { ...order, lines: order.lines.map((line) => ({ ...line, quantity: 0 })) } };
};
const numbersWritten = async (): Promise<string[]> =>
  (await orm.em.fork().execute<{ number: string }[]>('select channel_order_number as number from orders')).map(
    (row) => row.number,
  );

test.each([
  ['a unique constraint', twiceTheSameLine],
  ['a check', nothingOrdered],
  ['a foreign key', (): Intake => ({ ...intake(), channelId: 'nobody' })],
])('an order that breaks %s leaves nothing behind, and the other 29 of its batch are in', async (_, broken) => {
  const sizes: number[] = [];
  const takeIn = groupCommit((intakes) => {
    sizes.push(intakes.length);
    return acceptOrders(orm.em.fork(), intakes);
  });
  const intakes = Array.from({ length: 30 }, (__, n) => (n === 17 ? broken() : intake()));
  const results = await Promise.allSettled(intakes.map(takeIn));
  expect(sizes[0]).toBe(30);
  expect(results.flatMap((result, n) => (result.status === 'rejected' ? [n] : []))).toEqual([17]);
  expect(results.filter((result) => result.status === 'fulfilled' && result.value.kind === 'ACCEPTED')).toHaveLength(
    29,
  );
  const written = new Set(await numbersWritten());
  expect(intakes.map((one) => written.has(one.order.channelOrderNumber))).toEqual(intakes.map((__, n) => n !== 17));
});

test('the same order twice in a batch is one order, another content under its number a conflict', async () => {
  const first = intake({ channelOrderNumber: 'TWICE' });
  const other = { ...first, order: { ...first.order, buyerNote: 'another' } };
  const answers = await acceptOrders(orm.em.fork(), [first, first, other]);
  expect(answers.map(({ kind }) => kind)).toEqual(['ACCEPTED', 'REPEATED', 'CONFLICT']);
});

/** Adds a channel that gets half of all stock once these rules, whose version is returned, are in force. */
async function addChannelWithHalf(channelId: string): Promise<number> {
  const em = orm.em.fork();
  await em.execute(
    `insert into channel (id, name, platform, currency, policy, profile_version)
      select ?, ?, platform, currency, policy, profile_version
      from channel
      where id = 'shop'`,
    [channelId, channelId],
  );
  expect(
    await putWarehouse(em, {
      id: 'all',
      name: 'all',
      parentId: null,
      locations: [{ locationId: 'near', basisPoints: 10_000 }],
    }),
  ).toEqual([]);
  const kept = await saveRules(em, {
    rules: [
      {
        warehouseId: 'all',
        category: null,
        sku: null,
        allocations: [{ channelId, kind: 'PERCENT', basisPoints: 5000 }],
      },
    ],
    note: '',
    by: 'test',
  });
  return 'version' in kept ? kept.version : 0;
}

describe('an order at the very moment at which a rule names its channel for the first time', () => {
  const waits = async (): Promise<boolean> =>
    (
      await orm.em.fork().execute<unknown[]>(
        `select 1
          from pg_locks
          where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`,
      )
    ).length > 0;
  /** Runs the first and, before its commit, the second, which has to wait for it. */
  const meeting = async <A, B>(
    first: (em: EntityManager) => Promise<A>,
    second: (em: EntityManager) => Promise<B>,
  ): Promise<[A, B]> => {
    const { done, later } = await orm.em.fork().transactional(async (tx) => {
      const done = await first(tx);
      const later = second(orm.em.fork());
      await until(waits, (so) => so, { what: 'the second waits' });
      return { done, later: [later] as const };
    });
    return [done, await later[0]];
  };
  const counted = async (channelId: string): Promise<unknown> =>
    orm.em.fork().execute('select sku, sold::int as sold from channel_sold where channel_id = ?', [channelId]);
  const order = (channelId: string): Intake => ({ ...intake(), channelId });

  test('it comes while the rules change: it waits, and is counted under them', async () => {
    const version = await addChannelWithHalf('newcomer');
    const [faults, answers] = await meeting(
      (tx) => activateRules(tx, version),
      (em) => acceptOrders(em, [order('newcomer'), intake()]),
    );
    expect([faults, ...answers.map((a) => a.kind)]).toEqual([[], 'ACCEPTED', 'ACCEPTED']);
    expect(await counted('newcomer')).toEqual([{ sku: 'SHIRT', sold: 1 }]);
  });

  test('it is on its way when the rules change: they wait, and count it', async () => {
    const version = await addChannelWithHalf('early');
    const [answers, faults] = await meeting(
      (tx) => acceptOrders(tx, [order('early')]),
      (em) => activateRules(em, version),
    );
    expect([faults, ...answers.map((a) => a.kind)]).toEqual([[], 'ACCEPTED']);
    expect(await counted('early')).toEqual([{ sku: 'SHIRT', sold: 1 }]);
  });
});

test("a batch costs two statements at any size, also beside others' allocations, and eight under its own", async () => {
  expect(await activateRules(orm.em.fork(), await addChannelWithHalf('other'))).toEqual([]);
  const counted = await openOrm(orm.config.get('clientUrl') ?? '');
  await counted.em.fork().execute('select 1'); // the first statement on a connection is its own
  const spent = countSpending(counted);
  const cost = async (channelId: string, orders: number) => {
    const before = { ...spent };
    const answers = await acceptOrders(
      counted.em.fork(),
      Array.from({ length: orders }, () => ({ ...intake(), channelId })),
    );
    expect(new Set(answers.map((a) => a.kind))).toEqual(new Set(['ACCEPTED']));
    return spent.roundTrips - before.roundTrips;
  };
  expect([await cost('shop', 1), await cost('shop', 30)]).toEqual([2, 2]);
  expect([await cost('other', 1), await cost('other', 30)]).toEqual([8, 8]);
  await counted.close();
});
