// What operators set up: channels, locations, products, and stock by hand with a ledger row for each change.
import type { EntityManager } from '@mikro-orm/postgresql';
import { toRow, writeExpressions } from './rows.ts';

/** Writes a set-up row, whole; the same again changes nothing. */
export async function putRow(em: EntityManager, table: 'channel' | 'location' | 'product', row: Record<string, unknown>): Promise<void> {
  const key = table === 'product' ? 'sku' : 'id';
  const write = writeExpressions([{ table, rows: [toRow(row)], key: [key] }]);
  await em.execute(`with put as (select 1)${write.sql} select 1`, write.parameters);
}

export interface StockChange { cause: string; locationId: string; sku: string; quantity: number }
export type StockAnswer = { onHand: number; reserved: number; available: number } | null;

const after = 'on_hand as "onHand", reserved, greatest(0, on_hand - reserved - safety) as available';
const ledger = `insert into stock_ledger (cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after, safety_after, in_doubt_after, damaged_after)`;

/** Goods came in. The same cause again changes nothing; null when location or product is unknown. */
export async function receiveStock(em: EntityManager, { cause, locationId, sku, quantity }: StockChange): Promise<StockAnswer> {
  return em.transactional(async (tx) => {
    if (!(await known(tx, locationId, sku))) return null;
    await tx.execute('insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged) values (?, ?, 0, 0, 0, 0, 0) on conflict do nothing', [locationId, sku]);
    await tx.execute('select 1 from stock where sku = ? and location_id = ? for update', [sku, locationId]);
    await tx.execute(
      `with u as (update stock set on_hand = on_hand + ? where sku = ? and location_id = ? and not exists (select 1 from stock_ledger where cause = ?) returning *)
       ${ledger} select ?, 'RECEIPT', location_id, sku, ?, 0, 0, 0, on_hand, reserved, safety, in_doubt, damaged from u`, [quantity, sku, locationId, cause, cause, quantity]);
    return read(tx, locationId, sku);
  });
}

/** Somebody counted: what is on hand is this, and nothing is in doubt any more. */
export async function countStock(em: EntityManager, { cause, locationId, sku, quantity }: StockChange): Promise<StockAnswer> {
  return em.transactional(async (tx) => {
    if (!(await known(tx, locationId, sku))) return null;
    await tx.execute('insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged) values (?, ?, 0, 0, 0, 0, 0) on conflict do nothing', [locationId, sku]);
    await tx.execute(
      `with b as (select * from stock where sku = ? and location_id = ? and not exists (select 1 from stock_ledger where cause = ?) for update),
       u as (update stock s set on_hand = ?, in_doubt = 0 from b where s.sku = b.sku and s.location_id = b.location_id returning s.*)
       ${ledger} select ?, 'COUNT', u.location_id, u.sku, u.on_hand - b.on_hand, 0, -b.in_doubt, 0, u.on_hand, u.reserved, u.safety, 0, u.damaged from u join b using (sku, location_id)`, [sku, locationId, cause, quantity, cause]);
    return read(tx, locationId, sku);
  });
}

async function known(em: EntityManager, locationId: string, sku: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>('select 1 from location l, product p where l.id = ? and p.sku = ?', [locationId, sku]);
  return rows.length > 0;
}

async function read(em: EntityManager, locationId: string, sku: string): Promise<StockAnswer> {
  const [row] = await em.execute<NonNullable<StockAnswer>[]>(`select ${after} from stock where sku = ? and location_id = ?`, [sku, locationId]);
  return row ?? null;
}

/** Live offers and accepted FOs that hold a product at a location, newest first: who must give way when a count is below what is reserved. */
export function holdersOf(em: EntityManager, locationId: string, sku: string): Promise<{ orderId: string; fulfillmentOrderId: string; offerId: string; offer: string; quantity: number }[]> {
  return em.execute(
    `select l.order_id as "orderId", f.id as "fulfillmentOrderId", o.id as "offerId", o.status as offer, l.quantity from fulfillment_line l
     join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id join offer o on o.order_id = l.order_id and o.fulfillment_order_id = f.id
     where f.location_id = ? and l.sku = ? and l.reservation = 'HELD' order by f.created_at desc`, [locationId, sku]);
}

/** Pauses a location until an instant, or until somebody resumes it; resuming forgets its silences. */
export async function pauseLocation(em: EntityManager, id: string, pause: { until: number | null; reason: string } | null): Promise<boolean> {
  const sql = pause
    ? `update location set paused_until = ${pause.until === null ? "'infinity'" : 'to_timestamp(? / 1000.0)'}, pause_reason = ? where id = ? returning 1`
    : 'update location set paused_until = null, pause_reason = null, expiries_in_a_row = 0 where id = ? returning 1';
  const rows = await em.execute<unknown[]>(sql, pause ? [...(pause.until === null ? [] : [pause.until]), pause.reason, id] : [id]);
  return rows.length > 0;
}

/** Stock rows by product or location, with what a channel could still sell. */
export function readStock(em: EntityManager, search: { sku?: string | undefined; locationId?: string | undefined; limit: number }): Promise<unknown[]> {
  return em.execute(
    `select location_id as "locationId", sku, on_hand as "onHand", reserved, safety, in_doubt as "inDoubt", damaged, greatest(0, on_hand - reserved - safety) as available
     from stock where (?::text is null or sku = ?) and (?::text is null or location_id = ?) order by sku, location_id limit ${Math.trunc(search.limit)}`,
    [search.sku ?? null, search.sku ?? null, search.locationId ?? null, search.locationId ?? null]);
}

/** What may still be promised of a product: all that is available less what accepted orders still need. */
export async function availableToPromise(em: EntityManager, sku: string): Promise<{ available: number; openDemand: number; availableToPromise: number }> {
  const [row] = await em.execute<{ available: number; demand: number }[]>(
    'select (select coalesce(sum(greatest(0, on_hand - reserved - safety)), 0)::float8 from stock where sku = ?) as available, (select coalesce(sum(unrouted), 0)::float8 from order_line where sku = ? and unrouted > 0) as demand', [sku, sku]);
  const { available, demand } = row ?? { available: 0, demand: 0 };
  return { available, openDemand: demand, availableToPromise: available - demand };
}
