// Orders that share a commit, on a real database: what one of them breaks, the others do not notice.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { canonical, PlaceOrder } from '../../api/schemas.ts';
import { intakeLine } from '../../api/intake-line.ts';
import { acceptOrders, type Intake } from '../../db/intake.ts';
import { openOrm } from '../../db/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { orderBody } from '../support/orders.ts';
import { testRetailer } from '../support/retailer.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer());
});
afterAll(async () => { await orm.close(); });

const intake = (change: Partial<Intake['order']> = {}): Intake => ({ channelId: 'shop', order: { ...canonical(PlaceOrder.parse(orderBody())), ...change } });
const twiceTheSameLine = (): Intake => { const { order } = intake(); return { channelId: 'shop', order: { ...order, lines: [...order.lines, ...order.lines] } }; };
const nothingOrdered = (): Intake => { const { order } = intake(); return { channelId: 'shop', order: { ...order, lines: order.lines.map((line) => ({ ...line, quantity: 0 })) } }; };
const numbersWritten = async (): Promise<string[]> => (await orm.em.fork().execute<{ number: string }[]>('select channel_order_number as number from orders')).map((row) => row.number);

test.each([
  ['a unique constraint', twiceTheSameLine], ['a check', nothingOrdered], ['a foreign key', (): Intake => ({ ...intake(), channelId: 'nobody' })],
])('an order that breaks %s leaves nothing behind, and the other 29 of its batch are in', async (_, broken) => {
  const sizes: number[] = [];
  const takeIn = intakeLine((intakes) => { sizes.push(intakes.length); return acceptOrders(orm.em.fork(), intakes); });
  const intakes = Array.from({ length: 30 }, (__, n) => (n === 17 ? broken() : intake()));
  const results = await Promise.allSettled(intakes.map(takeIn));
  expect(sizes[0]).toBe(30);
  expect(results.flatMap((result, n) => (result.status === 'rejected' ? [n] : []))).toEqual([17]);
  expect(results.filter((result) => result.status === 'fulfilled' && result.value.kind === 'ACCEPTED')).toHaveLength(29);
  const written = new Set(await numbersWritten());
  expect(intakes.map((one) => written.has(one.order.channelOrderNumber))).toEqual(intakes.map((__, n) => n !== 17));
});

test('the same order twice in a batch is one order, another content under its number a conflict', async () => {
  const first = intake({ channelOrderNumber: 'TWICE' });
  const other = { ...first, order: { ...first.order, buyerNote: 'another' } };
  const answers = await acceptOrders(orm.em.fork(), [first, first, other]);
  expect(answers.map(({ kind }) => kind)).toEqual(['ACCEPTED', 'REPEATED', 'CONFLICT']);
});
