// The timeline of an order and its routing decisions.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BoundedPlan } from '../../domain/routing/explanation.ts';
import { publicSubject } from '../../domain/order/ids.ts';

/** The whole timeline, oldest first. */
export async function readTimeline(em: EntityManager, orderId: string): Promise<unknown[]> {
  const rows = await em.execute<{ subject: string }[]>(
    `select seq, to_json(at) #>> '{}' as at, actor, machine, subject_id as subject, from_state as "from",
        to_state as "to", cause, detail
      from timeline
      where order_id = ?
      order by seq`,
    [orderId],
  );
  return rows.map((row) => ({ ...row, subject: publicSubject(orderId, row.subject) }));
}

export interface Decision {
  seq: number;
  at: string;
  profileVersion: number;
  plan: BoundedPlan;
}

/** Every routing decision with its plan. */
export function readDecisions(em: EntityManager, orderId: string): Promise<Decision[]> {
  return em.execute(
    `select seq, to_json(at) #>> '{}' as at, profile_version as "profileVersion", plan
      from routing_decision
      where order_id = ?
      order by seq`,
    [orderId],
  );
}
