import type { EntityManager } from '@mikro-orm/postgresql';

/** Each reading of a pickup code by its channel is an entry of the order's timeline. */
export async function recordReading(
  em: EntityManager,
  { orderId, partId, actor }: { orderId: string; partId: string; actor: string },
): Promise<void> {
  await em.execute(
    `with o as (
        update orders set timeline_length = timeline_length + 1, version = version + 1
        where id = ?
        returning id, timeline_length
      )
     insert into timeline (order_id, seq, at, actor, machine, subject_id, from_state, to_state, cause, detail)
     select id, timeline_length, now(), ?, 'NOTE', ?, null, 'PICKUP CODE READ', 'read', null
     from o`,
    [orderId, actor, partId],
  );
}
