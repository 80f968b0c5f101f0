// Expired rows are deleted after their days, and no others.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspect } from '../../db/invariants/invariants.ts';
import { appendNotices } from '../../db/channels/notices.ts';
import { purgeExpired } from '../../db/channels/retention.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { acknowledgeAlert, listAlerts, raiseAlerts } from '../../db/inventory/alerts.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { acknowledge, channelStreams, claimStreams } from '../../db/channels/write-backs.ts';
import { countDifference, shareExhausted } from '../../domain/inventory/alerts.ts';
import { testRetailer } from '../support/retailer.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer({ other: {} }, 'http://127.0.0.1:9/'));
});
afterAll(async () => {
  await orm.close();
});
const fork = () => orm.em.fork();
const numbers = (channelId: string) =>
  fork()
    .execute<{ seq: number }[]>('select seq from channel_notice where channel_id = ? order by seq', [channelId])
    .then((rows) => rows.map((r) => r.seq));
const violations = async (): Promise<unknown[]> => (await inspect(orm)).flatMap((one) => one.violations);

test('alerts that ended 90 days ago go; one that lasts stays, however old and seen it is', async () => {
  const counted = (sku: string) => countDifference({ sku, locationId: 'near', difference: 1, where: 'counted' });
  await fork().transactional((tx) =>
    raiseAlerts(tx, [counted('SHIRT'), counted('SHOE'), shareExhausted('shop', { sku: 'SHIRT', left: 0 })]),
  );
  for (const { id } of await listAlerts(fork(), { closed: false, limit: 10 }))
    expect(await acknowledgeAlert(fork(), id, 'operator:test')).toBe(true);
  await fork().execute(
    `update stock_alert set opened_at = now() - interval '100 days', last_at = opened_at,
      acknowledged_at = acknowledged_at - interval '91 days',
      closed_at = closed_at - case sku when 'SHIRT' then interval '91 days' else interval '89 days' end`,
  );
  expect([await purgeExpired(fork(), 90), await purgeExpired(fork(), 90)]).toEqual([1, 0]);
  expect((await listAlerts(fork(), { closed: true, limit: 10 })).map((a) => a.sku)).toEqual(['SHOE']);
  expect((await listAlerts(fork(), { closed: false, limit: 10 })).map((a) => a.kind)).toEqual(['SHARE_EXHAUSTED']);
});

test('notices taken 90 days ago go, those not taken stay; the numbers go on, and the books agree', async () => {
  await fork().transactional((tx) =>
    appendNotices(
      tx,
      ['shop', 'shop', 'shop', 'other'].map((channelId, n) => ({ channelId, event: 'stock.alert', body: { n } })),
    ),
  );
  const shop = (await claimStreams(fork(), channelStreams, { limit: 10, except: [] })).find((s) => s.id === 'shop');
  if (!shop) throw new Error('nothing to send');
  await acknowledge(fork(), shop, 2);
  await fork().execute(
    `update channel_notice set created_at = now() - interval '100 days',
      acknowledged_at = acknowledged_at - interval '91 days'`,
  );
  expect(await violations()).toEqual([]);
  expect([await purgeExpired(fork(), 90), await purgeExpired(fork(), 90)]).toEqual([2, 0]);
  expect([await numbers('shop'), await numbers('other')]).toEqual([[3], [1]]);
  expect(await violations()).toEqual([]);
  await acknowledge(fork(), shop, 3);
  await fork().execute(
    "update channel_notice set acknowledged_at = now() - interval '91 days' where channel_id = 'shop'",
  );
  expect(await purgeExpired(fork(), 90)).toBe(1);
  expect(await violations()).toEqual([]);
  await fork().transactional((tx) => appendNotices(tx, [{ channelId: 'shop', event: 'stock.alert', body: {} }]));
  expect([await numbers('shop'), await violations()]).toEqual([[4], []]);
  await fork().execute("delete from channel_notice where channel_id = 'other'");
  expect(await violations()).toHaveLength(1); // gone before it was delivered
});
