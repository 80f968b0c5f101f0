// Orders, transfers and counts move the same stock at the same time and never wait for each other in a circle.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openOrm } from '../../db/connection/orm.ts';
import { dispatchTransfer, receiveTransfer } from '../../db/inventory/transfers.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { testRetailer } from '../support/retailer.ts';
import { prepareOnce, takenIn } from '../support/taken-in.ts';
import { freshDatabase } from '../support/whole-system.ts';

const skus = ['SHIRT', 'SHOE', 'GIFT'];
const rounds = 40;

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase(), { max: 16, statementTimeoutMs: 10_000, lockTimeoutMs: 10_000 });
  await seedRetailer(orm, testRetailer());
});
afterAll(async () => {
  await orm.close();
});

const em = () => orm.em.fork();
const unitsOnHand = async (): Promise<Record<string, number>> => {
  const rows = await em().execute<{ sku: string; units: number }[]>(
    `select sku, sum(on_hand)::int as units
      from stock
      where sku in ('SHIRT', 'SHOE', 'GIFT')
      group by sku
      order by sku`,
  );
  return Object.fromEntries(rows.map(({ sku, units }) => [sku, units]));
};

/** Goods go to the other store and back; both ways name the products in opposite orders. */
async function toAndFro(n: number): Promise<void> {
  const [from, to] = n % 2 === 0 ? (['near', 'middle'] as const) : (['middle', 'near'] as const);
  const lines = (n % 2 === 0 ? skus : skus.toReversed()).map((sku) => ({ sku, quantity: 1 }));
  const id = `t${n}`;
  expect((await dispatchTransfer(em(), { id, from, to, lines })).kind).toBe('DONE');
  expect((await receiveTransfer(em(), { id, at: to, lines: [] })).kind).toBe('DONE');
}

async function reserve(n: number): Promise<void> {
  const ordered = n % 2 === 0 ? skus : skus.toReversed();
  const prepared = await prepareOnce(orm, await takenIn(orm, { lines: ordered.map((sku) => [sku, 1]) }));
  expect(prepared.refusal).toBeUndefined();
}

test('transfers both ways beside orders of the same goods: none fails, and no unit is made or lost', async () => {
  const before = await unitsOnHand();
  await Promise.all(Array.from({ length: rounds }, (_, n) => [toAndFro(n), reserve(n)]).flat());
  expect(await unitsOnHand()).toEqual(before);
});
