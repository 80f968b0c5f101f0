// The stock watch on a real database under concurrent moves: no alert is lost, no product forgotten, and a failed look
// is repeated at once.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shareExhausted } from '../../domain/inventory/alerts.ts';
import { closeAlerts, openAlerts, raiseAlerts } from '../../db/inventory/alerts.ts';
import { resetWatch, processChanges } from '../../db/inventory/changes.ts';
import { markDue, publishDue } from '../../db/inventory/publishing.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { testRetailer } from '../support/retailer.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer());
});
afterAll(async () => {
  await orm.close();
});
const fork = () => orm.em.fork();

test('an alert that is raised again while it is judged to be over stays open', async () => {
  const alert = shareExhausted('shop', { sku: 'SHIRT', left: 0 });
  const raise = () => fork().transactional((tx) => raiseAlerts(tx, [alert]));
  const open = () => openAlerts(fork(), ['SHARE_EXHAUSTED'], ['SHIRT']);
  await raise();
  const judged = await open();
  await raise();
  await closeAlerts(fork(), judged);
  expect((await open()).map((a) => a.times)).toEqual([2]);
  await closeAlerts(fork(), await open());
  expect(await open()).toEqual([]);
});

test('after a look that failed the next one sees the same, without waiting for its lease to end', async () => {
  await resetWatch(fork());
  await expect(processChanges(fork, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const seen: unknown[] = [];
  await processChanges(fork, async (changed) => {
    seen.push(changed);
    return Promise.resolve();
  });
  expect(seen).toEqual(['ALL']);
});

test('of many products that may have changed the one that did is told at once, wherever it stands', async () => {
  await fork().execute(
    `update channel set webhook_url = 'http://127.0.0.1:9', policy = policy || '{"subscriptions": ["AVAILABILITY"]}'
      where id = 'shop'`,
  );
  await fork().execute(
    `insert into product (sku, name, category, unit_price_minor)
      select 'MANY-' || n, 'one of many', 'bulk', 100
      from generate_series(1, 1300) n`,
  );
  await fork().execute(
    `insert into published_availability (channel_id, sku, available, due)
      select 'shop', sku, case sku when 'MANY-999' then 7 else 0 end, false
      from product
      where category = 'bulk'`,
  );
  await markDue(
    fork(),
    (await fork().execute<{ sku: string }[]>("select sku from product where category = 'bulk'")).map((row) => row.sku),
  );
  expect(await publishDue(fork)).toBe(1);
  expect(
    await fork().execute(
      "select body -> 'items' as items from channel_notice where channel_id = 'shop' order by seq desc limit 1",
    ),
  ).toEqual([{ items: [{ sku: 'MANY-999', available: 0 }] }]);
});
