// How long Baton takes until it owes nobody anything any more, once a fault is over.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { databaseNow } from '../../db/clock.ts';

/** What was due before that instant and is not done: orders not yet begun, waits that had run out, effects that were owed. */
const debtSql = `with then as (select to_timestamp(? / 1000.0) as instant) select
  (select count(*)::int from orders, then where audited_at is null and closed_at is null and received_at < instant and not exists (select 1 from attention a where a.order_id = orders.id and a.resolved_at is null))
  + (select count(distinct o.id)::int from orders o, then, jsonb_array_elements(o.waits) w where o.closed_at is null and (w ->> 'dueAt')::numeric < extract(epoch from instant) * 1000)
  + (select count(*)::int from refund, then where status = 'REQUESTED' and requested_at < instant) as debt`;

async function debtOf(em: EntityManager, at: number): Promise<number> {
  const [row] = await em.execute<{ debt: number }[]>(debtSql, [at]);
  return row?.debt ?? 0;
}

/** Seconds until everything is done that was due when this was asked; life goes on meanwhile. Gives up after the time and tells what is still owed. */
export async function recoverySeconds(orm: MikroORM, atMost = 120): Promise<{ seconds: number; owed: number }> {
  const begun = performance.now();
  const at = await databaseNow(orm.em.fork());
  for (;;) {
    const owed = await debtOf(orm.em.fork(), at).catch(() => 1);
    const seconds = (performance.now() - begun) / 1000;
    if (owed === 0 || seconds > atMost) return { seconds, owed };
    await sleep(200);
  }
}
