// Sales of channels with an allocation, or that refuse shortages: counted and written in one transaction, while no
// other process sells the same products.
import type { EntityManager } from '@mikro-orm/postgresql';
import { anyOfIds } from '../connection/any-of.ts';
import { oversellRefused, shareExhausted, type Alert } from '../../domain/inventory/alerts.ts';
import { sellOrder, type Shortage } from '../../domain/inventory/sale.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Row } from '../connection/row-codec.ts';
import { raiseAlerts } from './alerts.ts';
import { orderNumberKey } from '../../domain/values/names.ts';
import { hasNumber } from '../order/order-number.ts';
import { lockProducts } from './locks.ts';
import { loadPools, type Pools } from './pools.ts';

/** An order to be sold under allocations; `refuses` when its channel refuses shortages. */
export interface OrderToSell {
  order: Order;
  refuses: boolean;
}
/** Writes orders with the rows of their sales, and returns the ids of the new ones. */
type WriteOrders<T> = (em: EntityManager, orders: T[], sales: Row[]) => Promise<Set<string>>;
export interface SaleResult {
  written: Set<string>;
  short: Map<string, Shortage[]>;
}

/**
 * Sells one order after the other from the remaining quantities; a known order is neither sold again nor refused.
 * `short` lists per order the lines that want more than is left.
 */
export function sellUnderAllocations<T extends OrderToSell>(
  em: EntityManager,
  orders: T[],
  write: WriteOrders<T>,
): Promise<SaleResult> {
  return em.transactional(async (tx) => {
    const skus = orders.flatMap(({ order }) => order.lines.map((l) => l.sku));
    await lockProducts(tx, skus);
    const pools = await loadPools(tx, skus);
    const { accepted, sales, short, alerts } = sellEach(pools, await newOrders(tx, orders));
    const written = await write(tx, accepted, sales);
    if (sales.length > 0) await countSold(tx, [...written]);
    await raiseAlerts(tx, alerts);
    return { written, short };
  });
}

function sellEach<T extends OrderToSell>(
  { version, bySku }: Pools,
  orders: T[],
): { accepted: T[]; sales: Row[]; short: Map<string, Shortage[]>; alerts: Alert[] } {
  const accepted: T[] = [];
  const sales: Row[] = [];
  const short = new Map<string, Shortage[]>();
  const alerts: Alert[] = [];
  for (const one of orders) {
    const { order, refuses } = one;
    const outcome = sellOrder(bySku, {
      channelId: order.channelId,
      refuses,
      lines: order.lines.map((l) => ({ lineId: l.id, sku: l.sku, quantity: l.quantity })),
    });
    if ('short' in outcome) {
      short.set(order.id, outcome.short);
      alerts.push(...outcome.short.map((s) => oversellRefused(order.channelId, s)));
      continue;
    }
    const exhausted = outcome.sold.filter((s) => s.left <= 0 && bySku.get(s.sku)?.allocations.own.has(order.channelId));
    alerts.push(...exhausted.map((s) => shareExhausted(order.channelId, s)));
    accepted.push(one);
    sales.push(...outcome.sold.map((sold) => saleRow(one, sold, version)));
  }
  return { accepted, sales, short, alerts };
}

const saleRow = (
  { order, refuses }: OrderToSell,
  sold: { lineId: string; sku: string; quantity: number; left: number },
  version: number,
): Row => ({
  order_id: order.id,
  line_id: sold.lineId,
  channel_id: order.channelId,
  sku: sold.sku,
  units: sold.quantity,
  refuses,
  left_after: sold.left,
  version,
});

/** Orders whose number is new for their channel; of two with the same number the first. */
async function newOrders<T extends OrderToSell>(em: EntityManager, orders: T[]): Promise<T[]> {
  const keyOf = (channelId: string, number: string): string => JSON.stringify([channelId, number]);
  const asked = JSON.stringify(
    orders.map(({ order }) => ({ channel: order.channelId, number: orderNumberKey(order.channelOrderNumber) })),
  );
  const rows = await em.execute<{ channel: string; number: string }[]>(
    `select a.channel, a.number
      from jsonb_to_recordset(?::jsonb) as a(channel text, number text)
      join orders o on o.channel_id = a.channel and ${hasNumber('a.number')}`,
    [asked],
  );
  const taken = new Set(rows.map((r) => keyOf(r.channel, r.number)));
  return orders.filter(({ order }) => {
    const key = keyOf(order.channelId, orderNumberKey(order.channelOrderNumber));
    const isNew = !taken.has(key);
    taken.add(key);
    return isNew;
  });
}

/** Adds the written sales to the channels' counters. */
async function countSold(em: EntityManager, orderIds: string[]): Promise<void> {
  await em.execute(
    `insert into channel_sold as t (channel_id, sku, sold)
      select channel_id, sku, sum(units)
      from channel_sale
      where order_id = ${anyOfIds}
      group by channel_id, sku
      order by channel_id, sku
     on conflict (channel_id, sku) do update set sold = t.sold + excluded.sold`,
    [JSON.stringify(orderIds)],
  );
}
