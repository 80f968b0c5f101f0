// The time that Baton needs to finish its overdue work after a fault.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { databaseNow } from '../../db/connection/clock.ts';
import { isTransient } from '../../db/connection/transient-errors.ts';

/** Work that was due before that instant and is not done: unstarted orders, expired waits, open effects. */
const debtSql = `with fault_over as (select to_timestamp(? / 1000.0) as instant)
  select 'order ' || id || ' is not prepared' as what
  from orders, fault_over
  where audited_at is null and closed_at is null and received_at < instant
    and not exists (select 1 from attention a where a.order_id = orders.id and a.resolved_at is null)
  union all select 'order ' || o.id || ' waits for ' || (w ->> 'kind') || ' ' || (w ->> 'subjectId')
  from orders o, fault_over, jsonb_array_elements(o.waits) w
  where o.closed_at is null and (w ->> 'dueAt')::numeric < extract(epoch from instant) * 1000
  union all select 'order ' || order_id || ' has no label ' || id
  from waybill, fault_over
  where status = 'REQUESTED' and created_at < instant
  union all select 'order ' || order_id || ' has its refund ' || id || ' not paid'
  from refund, fault_over
  where status = 'REQUESTED' and requested_at < instant`;

async function debtOf(em: EntityManager, at: number): Promise<string[]> {
  return (await em.execute<{ what: string }[]>(debtSql, [at])).map(({ what }) => what);
}

/** `last` is the work that finished last, or is still open at the end. */
export interface Recovered {
  seconds: number;
  last: string[];
}

/**
 * Seconds until all work is done that was due at the time of the call; later work does not count. Gives up after the
 * time.
 */
export async function recoverySeconds(orm: MikroORM, atMost = 120): Promise<Recovered> {
  const begun = performance.now();
  const at = await databaseNow(orm.em.fork());
  let owed: ReadonlySet<string> | undefined;
  for (let last: string[] = []; ;) {
    const due = await debtOf(orm.em.fork(), at).catch((error: unknown) => {
      if (!isTransient(error)) throw error;
      return undefined;
    });
    const seconds = (performance.now() - begun) / 1000;
    if (due) {
      owed ??= new Set(due);
      const left = due.filter((what) => owed?.has(what));
      if (left.length === 0) return { seconds, last };
      last = left;
    }
    if (seconds > atMost) return { seconds, last };
    await sleep(200);
  }
}
