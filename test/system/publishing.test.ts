// Publishing of the pool to channels: available quantities when they change, in order and signed; and the subscribed
// alerts.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { lockStream } from '../../db/channels/notices.ts';
import { startReceiver, type Arrival, type Receiver } from '../support/channel-receiver.ts';
import { cancel, insist, must, offered, orderBody, orderIn, place } from '../support/orders.ts';
import { allot, available, stocked, warehouse } from '../support/pool.ts';
import { startWholeSystem, until, type WholeSystem } from '../support/whole-system.ts';

const secretOf = (channel: string): string =>
  `whsec_${Buffer.from(`the secret of channel ${channel}`).toString('base64')}`;
let system: WholeSystem;
let receiver: Receiver;
beforeAll(async () => {
  system = await startWholeSystem({ app: {}, moody: {}, market: {} });
  receiver = await startReceiver();
  await hears('app', {
    subscriptions: ['AVAILABILITY', 'SHARE_EXHAUSTED', 'OVERSELL_REFUSED', 'BELOW_SAFETY'],
    onShortage: 'REFUSE',
  });
});
afterAll(async () => {
  await system.stop();
  await receiver.stop();
});

async function hears(channel: string, policy: object): Promise<void> {
  must(
    await system.call('operator', `PUT /v1/channels/${channel}`, {
      name: channel,
      platform: 'OWN_APP',
      currency: 'CNY',
      policy: { offerSeconds: 600, ...policy },
      webhookUrl: receiver.url(channel),
      webhookSecret: secretOf(channel),
    }),
    200,
  );
}
const byFirst = (a: unknown[], b: unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
type Item = { sku: string; available: number };
const heard = (channel: string, type: string): Arrival[] =>
  receiver.arrivals.filter((a) => a.channel === channel && a.body.type === type && a.acknowledgedAt !== null);
/** The quantity of a product that a channel knows from its deliveries. */
function believes(channel: string, sku: string): number | undefined {
  const items = receiver.arrivals
    .filter((a) => a.channel === channel && a.body.type.startsWith('availability.') && a.acknowledgedAt !== null)
    .toSorted((a, b) => a.body.sequence - b.body.sequence)
    .flatMap((a) => a.body.data['items'] as Item[]);
  return items.findLast((i) => i.sku === sku)?.available;
}
const comesToBelieve = (channel: string, sku: string, what: number) =>
  until(
    async () => Promise.resolve(believes(channel, sku)),
    (seen) => seen === what,
    { what: `${channel} believing in ${what} of ${sku}` },
  );
const openAlerts = async (query: string) =>
  must(await system.call('operator', `GET /v1/stock/alerts?${query}`), 200).body['items'] as {
    id: string;
    kind: string;
    sku: string;
    locationId: string | null;
    channelId: string | null;
    times: number;
    detail: string;
  }[];

test('a channel hears what it may sell when that changes: goods, orders of others, cancellations, rules', async () => {
  await stocked(system, 'CUP', { near: 10 });
  await comesToBelieve('app', 'CUP', 10);
  const id = await place(system, { lines: [['CUP', 3]] }, 'market');
  await comesToBelieve('app', 'CUP', 7);
  await offered(system, id);
  must(await insist(() => cancel(system, id, {}, 'market')), 200);
  await comesToBelieve('app', 'CUP', 10);
  await warehouse(system, 'all', { near: 10_000 });
  await allot(system, [
    { warehouseId: 'all', allocations: [{ channelId: 'app', kind: 'PERCENT', basisPoints: 4000 }] },
  ]);
  await comesToBelieve('app', 'CUP', 4);
  for (const arrival of heard('app', 'availability.changed'))
    expect(new Webhook(secretOf('app')).verify(arrival.raw, arrival.headers)).toEqual(arrival.body);
  const sequences = receiver.arrivals
    .filter((a) => a.channel === 'app' && 'channelId' in a.body.data)
    .map((a) => a.body.sequence);
  expect(sequences).toEqual(sequences.map((_, i) => i + 1));
  expect(receiver.arrivals.filter((a) => a.channel === 'market' && a.body.type.startsWith('availability.'))).toEqual(
    [],
  ); // it is not subscribed
});

test('changes are gathered while a channel is silent; then it hears where things stand, not how', async () => {
  await hears('moody', { subscriptions: ['AVAILABILITY'] });
  receiver.behave('moody', [], 503);
  await stocked(system, 'POT', { near: 1 });
  await until(
    async () => Promise.resolve(receiver.arrivals.filter((a) => a.channel === 'moody')),
    (all) => all.length > 0,
    { what: 'a first try' },
  );
  for (let n = 2; n <= 20; n++) await stocked(system, 'POT', { near: 1 });
  receiver.behave('moody', []);
  await comesToBelieve('moody', 'POT', 12); // of twenty, 40 % are the app's
  expect(heard('moody', 'availability.changed').length).toBeLessThan(12); // each look may be one, of twenty changes
});

test('a channel that is not sure asks for all of it, and is told all, page by page', async () => {
  const answer = must(await system.call('channel:app', 'POST /v1/channels/app/availability/snapshot'), 202);
  const { snapshotId, pages } = answer.body as unknown as { snapshotId: string; pages: number };
  const told = await until(
    async () =>
      Promise.resolve(heard('app', 'availability.snapshot').filter((a) => a.body.data['snapshotId'] === snapshotId)),
    (all) => all.length === pages,
    { what: 'the snapshot' },
  );
  const items = told.flatMap((a) => a.body.data['items'] as Item[]);
  const products = await system.deps.orm.em.fork().execute<{ sku: string }[]>('select sku from product order by sku');
  expect(items.map((i) => i.sku)).toEqual(products.map((p) => p.sku));
  for (const { sku, available: said } of items.slice(0, 5))
    expect([sku, said]).toEqual([sku, await available(system, 'app', sku)]);
  expect((await system.call('channel:market', 'POST /v1/channels/app/availability/snapshot')).status).toBe(404);
});

test('what changes while all of it is being gathered is heard after it', async () => {
  await stocked(system, 'JUG', { near: 3 });
  await comesToBelieve('app', 'JUG', 1); // 40 % of them
  await system.deps.orm.em
    .fork()
    .transactional(async (tx) => {
      await lockStream(tx, 'app'); // it has been collected and waits for its place in the stream
      const asked = system.call('channel:app', 'POST /v1/channels/app/availability/snapshot');
      await until(
        () =>
          system.deps.orm.em.fork().execute<unknown[]>(
            `select 1
              from pg_stat_activity
              where wait_event_type = 'Lock' and query like '%channel_notice_stream%'
                and datname = current_database()`,
          ),
        (waiting) => waiting.length > 0,
        { what: 'a snapshot that waits' },
      );
      await stocked(system, 'JUG', { near: 7 });
      return { asked };
    })
    .then(async ({ asked }) => {
      must(await asked, 202);
    });
  await comesToBelieve('app', 'JUG', 4);
});

test('a sold-out allocation and a refusal are sent once and counted; an event ends when acknowledged', async () => {
  const buy = (quantity: number) =>
    system.call('channel:app', 'POST /v1/orders', orderBody({ lines: [['CUP', quantity]] }));
  const last = must(await buy(4), 201).body['id'] as string;
  for (let n = 0; n < 3; n++) expect((await buy(2)).status).toBe(409);
  const alerts = await openAlerts('sku=CUP');
  expect(alerts.map((a) => [a.kind, a.channelId, a.times, a.detail]).toSorted(byFirst)).toEqual([
    ['OVERSELL_REFUSED', 'app', 3, '2 wanted, 0 left'],
    ['SHARE_EXHAUSTED', 'app', 1, 'nothing left to sell'],
  ]);
  const told = await until(
    async () => Promise.resolve(heard('app', 'stock.alert').filter((a) => a.body.data['sku'] === 'CUP')),
    (all) => all.length >= 2,
    { what: 'both alerts' },
  );
  expect(new Set(told.map((a) => a.body.data['kind']))).toEqual(new Set(['OVERSELL_REFUSED', 'SHARE_EXHAUSTED']));
  for (const { id } of alerts) must(await system.call('operator', `POST /v1/stock/alerts/${id}/acknowledge`), 200);
  expect((await openAlerts('sku=CUP')).map((a) => a.kind)).toEqual(['SHARE_EXHAUSTED']); // it is still so
  await offered(system, last);
  must(await insist(() => cancel(system, last, {}, 'app')), 200);
  await until(
    () => openAlerts('sku=CUP'),
    (open) => open.length === 0,
    { what: 'no share exhausted any more' },
  );
});

test('below safety, sold out while orders wait, stock that lies: raised when it is so, over when not', async () => {
  await stocked(system, 'PAN', { near: 2 });
  must(
    await system.call('operator', 'POST /v1/stock/safety', { id: 'pan', locationId: 'near', sku: 'PAN', quantity: 3 }),
    200,
  );
  const id = await place(system, { lines: [['PAN', 1]] }, 'market');
  await orderIn(system, id, 'NEEDS_ATTENTION');
  const both = await until(
    () => openAlerts('sku=PAN'),
    (open) => open.length === 2,
    { what: 'two alerts' },
  );
  expect(both.map((a) => [a.kind, a.locationId, a.detail]).toSorted(byFirst)).toEqual([
    ['BELOW_SAFETY', 'near', '2 free of a safety stock of 3'],
    ['OUT_OF_STOCK_WITH_DEMAND', null, 'nothing to sell, and orders wait for 1'],
  ]);
  await stocked(system, 'PAN', { near: 5 });
  await until(
    () => openAlerts('sku=PAN'),
    (open) => open.length === 0,
    { what: 'all well' },
  );
  await system.deps.orm.em
    .fork()
    .execute("update stock set moved_at = now() - interval '91 days' where sku = 'ONLY_FAR'");
  must(
    await system.call('operator', 'POST /v1/stock/counts', {
      id: 'elsewhere',
      locationId: 'near',
      sku: 'ONLY_FAR',
      quantity: 0,
    }),
    200,
  ); // the product is looked at; that it lies at the other location is seen
  const stale = await until(
    () => openAlerts('kind=STALE'),
    (open) => open.length === 1,
    { what: 'stale stock' },
  );
  expect(stale[0]).toMatchObject({ sku: 'ONLY_FAR', locationId: 'far', detail: '5 have not moved for 91 days' });
});

test('a count or a transfer that finds another number is told', async () => {
  await stocked(system, 'JAR', { near: 6 });
  must(
    await system.call('operator', 'POST /v1/stock/counts', { id: 'jar', locationId: 'near', sku: 'JAR', quantity: 5 }),
    200,
  );
  must(
    await system.call('operator', 'POST /v1/transfers', {
      id: 'jars',
      fromLocationId: 'near',
      toLocationId: 'far',
      lines: [{ sku: 'JAR', quantity: 3 }],
    }),
    200,
  );
  must(await system.call('operator', 'POST /v1/transfers/jars/receive', { lines: [{ sku: 'JAR', quantity: 1 }] }), 200);
  expect(
    (await openAlerts('sku=JAR&kind=COUNT_DIFFERENCE')).map((a) => [a.locationId, a.detail]).toSorted(byFirst),
  ).toEqual([
    ['far', 'transfer jars: -2'],
    ['near', 'counted: -1'],
  ]);
  expect(
    (await system.call('operator', 'POST /v1/stock/alerts/019a0000-0000-7000-8000-000000000000/acknowledge')).status,
  ).toBe(404);
});
