// How long Baton takes until it owes nobody anything any more, once a fault is over.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';

/** What is late by more than a moment: orders not yet begun, waits that ran out, effects that were not done. */
const debtSql = `select
  (select count(*)::int from orders where workflow_started_at is null and received_at < now() - interval '2 seconds')
  + (select count(*)::int from orders where workflow_started_at is not null and audited_at is null and closed_at is null and workflow_started_at < now() - interval '2 seconds'
       and not exists (select 1 from attention a where a.order_id = orders.id and a.resolved_at is null))
  + (select count(distinct o.id)::int from orders o, jsonb_array_elements(o.waits) w where o.closed_at is null and (w ->> 'dueAt')::numeric < extract(epoch from now() - interval '2 seconds') * 1000)
  + (select count(*)::int from refund where status = 'REQUESTED' and requested_at < now() - interval '5 seconds') as debt`;

async function debtOf(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ debt: number }[]>(debtSql);
  return row?.debt ?? 0;
}

/** Seconds until nothing is late; gives up after the time and tells what is still owed. */
export async function recoverySeconds(orm: MikroORM, atMost = 120): Promise<{ seconds: number; owed: number }> {
  const begun = performance.now();
  for (;;) {
    const owed = await debtOf(orm.em.fork()).catch(() => 1);
    const seconds = (performance.now() - begun) / 1000;
    if (owed === 0 || seconds > atMost) return { seconds, owed };
    await sleep(200);
  }
}
