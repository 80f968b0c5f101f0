// Orders that are not closed, and the start of their workflows again.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OrderStart } from '../../domain/order/order.ts';
import { startAgain } from './start-queue.ts';

const batchSize = 1000;

/** The ids of open orders whose workflow was started more than `seconds` ago, in batches. */
export async function* openOrders(em: EntityManager, seconds: number): AsyncGenerator<string[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await em.execute<{ id: string }[]>(
      `select id
        from orders
        where id > ?::uuid and closed_at is null and workflow_started_at < now() - make_interval(secs => ?)
        order by id
        limit ${batchSize}`,
      [after, seconds],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => row.id);
    after = last.id;
  }
}

/** The start of an open order's workflow, and how often it was restarted; null when the order is closed. */
export async function restartOf(
  em: EntityManager,
  id: string,
): Promise<{ start: OrderStart; restarts: number } | null> {
  const [row] = await em.execute<{ restarts: number }[]>(
    `select (
          select count(*)::int from order_message m where m.order_id = o.id and m.name = 'workflowRestarted'
        ) as restarts
      from orders o
      where o.id = ? and o.closed_at is null`,
    [id],
  );
  const start = row && (await startAgain(em, id));
  return start ? { start, restarts: row.restarts } : null;
}

/** Says whether the order is open. */
export async function isOpen(em: EntityManager, id: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>('select 1 from orders where id = ? and closed_at is null', [id]);
  return rows.length === 1;
}
