// A backlog of orders on a real database: waiting orders are rows only, and too many are answered BUSY.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { shedAbove, watchStartBacklog } from '../../api/intake/backpressure.ts';
import { Problem } from '../../api/http/problems.ts';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { acceptOrders, type Intake } from '../../db/order/take-in-orders.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { claimStarts, countWaiting, markStarted } from '../../db/order/start-queue.ts';
import { openStartThrottle } from '../../worker/start-throttle.ts';
import { orderBody } from '../support/orders.ts';
import { testRetailer } from '../support/retailer.ts';
import { prepareOnce } from '../support/taken-in.ts';
import { freshDatabase, until } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer());
});
afterAll(async () => {
  await orm.close();
});
beforeEach(() => sql('update orders set workflow_started_at = now()'));

const sql = (text: string): Promise<unknown> => orm.em.fork().execute(text);
const intake = (): Intake => ({ channelId: 'shop', order: canonical(PlaceOrder.parse(orderBody())) });
const takeIn = async (count: number): Promise<void> => {
  await acceptOrders(orm.em.fork(), Array.from({ length: count }, intake));
};
/** One turn of a worker's loop; returns the number of started orders. */
async function turn(pace: ReturnType<typeof openStartThrottle>): Promise<number> {
  const due = (await claimStarts(orm.em.fork(), await pace.capacity(orm.em.fork()))).map((order) => order.id);
  pace.started(due);
  await markStarted(orm.em.fork(), due);
  return due.length;
}

test('a worker starts forty orders and waits until some are prepared; parked ones do not delay the rest', async () => {
  await takeIn(100);
  const pace = openStartThrottle();
  expect([await turn(pace), await turn(pace)]).toEqual([40, 0]);
  await sql(
    `update orders set audited_at = now()
      where id in (
        select id
        from orders
        where workflow_started_at is not null and audited_at is null and start_attempts = 1
        order by id
        limit 7
      )`,
  );
  expect([await turn(pace), await turn(pace)]).toEqual([7, 0]);
  await sql(
    "update orders set status = 'NEEDS_ATTENTION' where workflow_started_at is not null and start_attempts = 1",
  );
  expect([await turn(pace), await turn(pace)]).toEqual([40, 0]);
  expect(await countWaiting(orm.em.fork(), 1000)).toBe(13);
});

test('new orders are told to come again in a few seconds while too many wait for their start, then taken', async () => {
  const taken = shedAbove(
    async (one) => {
      const [answer] = await acceptOrders(orm.em.fork(), [one]);
      if (!answer) throw new Error('no answer');
      return answer;
    },
    watchStartBacklog((upTo) => countWaiting(orm.em.fork(), upTo), { upTo: 3, freshMs: 0 }),
    3,
  );
  const outcome = (): Promise<unknown> =>
    taken(intake()).then(
      ({ kind }) => kind,
      (error: unknown) =>
        error instanceof Problem ? [error.status, error.code, error.extra.retryAfterSeconds] : error,
    );
  for (let n = 0; n < 3; n++) expect(await outcome()).toBe('ACCEPTED');
  await until(outcome, (seen) => seen !== 'ACCEPTED', { what: 'a crowd' });
  expect(await outcome()).toEqual([503, 'BUSY', 5]);
  await sql('update orders set workflow_started_at = now()');
  await until(outcome, (seen) => seen === 'ACCEPTED', { what: 'room' });
});

test('a count that fails refuses nobody', async () => {
  const taken = shedAbove(
    () => Promise.resolve({ kind: 'ACCEPTED', orderId: '', contentHash: '' }),
    watchStartBacklog(() => Promise.reject(new Error('away')), { upTo: 1, freshMs: 0 }),
    1,
  );
  for (let n = 0; n < 3; n++) expect(await taken(intake())).toMatchObject({ kind: 'ACCEPTED' });
});

test('marking a start does not wait for an order that is being written: its own write marks it', async () => {
  await takeIn(2);
  const [held, free] = (await claimStarts(orm.em.fork(), 2)).map((order) => order.id);
  if (held === undefined || free === undefined) throw new Error('two orders wait');
  const marked = async (): Promise<string[]> =>
    (
      await orm.em
        .fork()
        .execute<{ id: string }[]>(
          'select id from orders where id in (?, ?) and workflow_started_at is not null order by id',
          [held, free],
        )
    ).map((row) => row.id);
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select 1 from orders where id = ? for no key update', [held]);
    await markStarted(orm.em.fork(), [held, free]);
    expect(await marked()).toEqual([free]);
  });
  await prepareOnce(orm, held);
  expect(await marked()).toEqual([held, free].toSorted());
});
