// A connection that planned its statements while the tables were nearly empty works on as they grow, without reading
// whole tables: PostgreSQL keeps a prepared plan until it hears of new statistics.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { pickupKeys } from '../../auth/pickup-code.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { importFile, type Chunk } from '../../db/files/import.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import { readOrder } from '../../db/order/read-order.ts';
import { claimStarts, markStarted } from '../../db/order/start-queue.ts';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import type { MessageName, MessageOf } from '../../domain/order/messages.ts';
import { orderBody } from '../support/orders.ts';
import { testPepper, testRetailer } from '../support/retailer.ts';
import { takenIn } from '../support/taken-in.ts';
import { freshDatabase } from '../support/whole-system.ts';

/** PostgreSQL makes its own choice of plan for the first five times. */
const timesUntilKept = 8;
const ordersLater = 20_000;
const skusLater = 20_000;

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase(), { max: 1, statementTimeoutMs: 60_000, lockTimeoutMs: 1000 });
  await seedRetailer(orm, testRetailer());
  // no statistics are made behind the test's back
  for (const table of ['orders', 'stock', 'order_line', 'fulfillment_order', 'timeline', 'order_message', 'offer'])
    await sql(`alter table ${table} set (autovacuum_enabled = off)`);
});
afterAll(async () => {
  await orm.close();
});

const sql = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> => orm.em.fork().execute(text, parameters);

/** An order from intake to its shipment, without Temporal. */
async function live(): Promise<void> {
  const orderId = await takenIn(orm);
  const started = await claimStarts(orm.em.fork(), 100);
  await markStarted(
    orm.em.fork(),
    started.map((order) => order.id),
  );
  const say = async <N extends MessageName>(name: N, body: MessageOf<N>['body'], by: string): Promise<void> => {
    const { refusal } = await handleMessage({ orm, pickupKeys: pickupKeys(testPepper, 'k1') }, orderId, {
      id: name,
      by,
      name,
      body,
    } as MessageOf<N>);
    if (refusal) throw new Error(JSON.stringify(refusal));
  };
  await say('prepare', {}, 'system');
  const order = (await readOrder(orm.em.fork(), orderId))?.order;
  const offer = order?.offers[0];
  if (!offer) throw new Error('no offer was made');
  await say('accept', { offerId: offer.id, refused: [] }, `location:${offer.locationId}`);
  await say('cancel', { kind: 'REQUEST', lines: null, reason: 'changed his mind' }, 'channel:shop');
}

/** A file of so many products, or of their stock at one location. */
async function* inChunks(name: 'products' | 'stock', count: number): AsyncGenerator<Chunk> {
  for (let from = 0; from < count; from += 1000)
    yield await Promise.resolve({
      errors: [],
      rows: Array.from({ length: 1000 }, (_, i) => ({
        line: from + i + 1,
        row:
          name === 'stock'
            ? { sku: `P-${from + i}`, locationId: 'near', onHand: 5, safety: null }
            : {
                sku: `P-${from + i}`,
                name: `P-${from + i}`,
                category: 'many',
                unitPriceMinor: 100,
                goodsClass: 'A',
                nameEn: null,
                weightGrams: 1,
                volumeCm3: null,
              },
      })),
    });
}

/** Rows that were read by passing through whole tables, so far. */
async function rowsOfWholeTables(): Promise<Record<string, number>> {
  await sql('select pg_stat_force_next_flush()');
  await sql('select pg_stat_clear_snapshot()');
  const rows = await sql<{ name: string; n: number }>(
    'select relname as name, seq_tup_read::float8 as n from pg_stat_user_tables',
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

test('from intake to cancellation no statement reads a table that has grown since it was planned', async () => {
  for (let i = 0; i < timesUntilKept; i++) await live();
  await importFile(orm.em.fork(), inChunks('products', skusLater), { name: 'products', mode: 'file', id: null });
  await importFile(orm.em.fork(), inChunks('stock', skusLater), { name: 'stock', mode: 'row', id: null });
  const intakes = Array.from({ length: 500 }, () => ({
    channelId: 'shop',
    order: canonical(PlaceOrder.parse(orderBody())),
  }));
  for (let done = 0; done < ordersLater; done += intakes.length)
    await acceptOrders(
      orm.em.fork(),
      intakes.map((intake, i) => ({
        ...intake,
        order: { ...intake.order, channelOrderNumber: `later-${done + i}` },
      })),
    );
  await sql('update orders set workflow_started_at = now() where workflow_started_at is null');

  const before = await rowsOfWholeTables();
  await live();
  const after = await rowsOfWholeTables();
  const grown = ['orders', 'order_line', 'order_contact', 'fund_allocation', 'payment', 'timeline', 'stock', 'product'];
  expect(Object.fromEntries(grown.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]))).toEqual(
    Object.fromEntries(grown.map((name) => [name, 0])),
  );
});
