// The queue of orders whose workflow was not started yet: the rows are the queue.
import type { EntityManager } from '@mikro-orm/postgresql';
import { anyOfIds } from '../connection/any-of.ts';
import type { OrderStart } from '../../domain/order/order.ts';

const starting = `o.id, o.channel_id as "channelId", o.channel_order_number as "channelOrderNumber", o.method,
    to_json(o.ship_by_at) #>> '{}' as "shipByAt",
    (select count(*)::int from order_line l where l.order_id = o.id) as lines,
    p.max_offers as "maxOffers"`;

/** Claims due orders, oldest first, for 10 s; after that another process may claim them. */
export function claimStarts(em: EntityManager, limit: number): Promise<OrderStart[]> {
  return em.execute(
    `with due as (
        select id
        from orders
        where workflow_started_at is null and (start_after is null or start_after <= now())
        order by received_at
        limit ${Math.trunc(limit)}
        for update skip locked
      )
     update orders o set start_after = now() + interval '10 seconds', start_attempts = start_attempts + 1
     from due, channel_policy p
     where o.id = due.id and p.channel_id = o.channel_id
     returning ${starting}`,
  );
}

/** The input to start this order's workflow again; null when there is no such order. */
export async function startAgain(em: EntityManager, orderId: string): Promise<OrderStart | null> {
  const [row] = await em.execute<OrderStart[]>(
    `select ${starting} from orders o join channel_policy p using (channel_id) where o.id = ?`,
    [orderId],
  );
  return row ?? null;
}

/**
 * Marks these orders as started. An order's first write marks it as well; one that is being written at this moment is
 * left to it, so that no order waits here for the stock of another.
 */
export async function markStarted(em: EntityManager, ids: string[]): Promise<void> {
  if (ids.length > 0)
    await em.execute(
      `update orders
        set workflow_started_at = now()
        where id in (
          select id
          from orders
          where id = ${anyOfIds} and workflow_started_at is null
          for no key update skip locked
        )`,
      [JSON.stringify(ids)],
    );
}

/** Makes these orders due again in a second, after a failed start. */
export async function retryStarts(em: EntityManager, ids: string[]): Promise<void> {
  if (ids.length > 0)
    await em.execute(
      `update orders set start_after = now() + interval '1 second'
        where id = ${anyOfIds}`,
      [JSON.stringify(ids)],
    );
}

/** Those of these orders that are neither prepared yet nor waiting for an operator. */
export async function stillPreparing(em: EntityManager, ids: string[]): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select id
      from orders
      where id = ${anyOfIds} and audited_at is null
        and closed_at is null and status <> 'NEEDS_ATTENTION'`,
    [JSON.stringify(ids)],
  );
  return rows.map((row) => row.id);
}

/** The number of orders that wait for their start, counted up to `upTo`. */
export async function countWaiting(em: EntityManager, upTo: number): Promise<number> {
  const [row] = await em.execute<{ n: number }[]>(
    'select count(*)::int as n from (select 1 from orders where workflow_started_at is null limit ?::int) w',
    [upTo],
  );
  return row?.n ?? 0;
}

/** Queue lengths for metrics: orders to start and write-backs to send, with the age of the oldest in seconds. */
export async function queueDepths(
  em: EntityManager,
): Promise<{ starts: number; oldestStartSeconds: number; writeBacks: number; parked: number; attention: number }> {
  const [row] = await em.execute<
    { starts: number; oldestStartSeconds: number; writeBacks: number; parked: number; attention: number }[]
  >(
    `select (select count(*)::int from orders where workflow_started_at is null) as starts,
        (
          select coalesce(extract(epoch from now() - min(received_at)), 0)::float8
          from orders
          where workflow_started_at is null
        ) as "oldestStartSeconds",
      (select count(*)::int from write_back_stream where sent_seq < last_seq and parked_at is null) as "writeBacks",
        (select count(*)::int from write_back_stream where parked_at is not null) as parked,
        (select count(*)::int from attention where resolved_at is null) as attention`,
  );
  return row ?? { starts: 0, oldestStartSeconds: 0, writeBacks: 0, parked: 0, attention: 0 };
}
