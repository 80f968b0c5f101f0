// Receipts that are confirmed by time.
import type { EntityManager } from '@mikro-orm/postgresql';

/** Orders whose channel counts delivery as receipt after some days that have passed; at most 100. */
export async function receiptsDue(em: EntityManager): Promise<string[]> {
  const due = await em.execute<{ id: string }[]>(
    `select o.id
      from orders o
      join channel_policy p on p.channel_id = o.channel_id
      where o.status = 'FULFILLED' and o.closed_at is not null
        and p.auto_confirm_days > 0
        and o.closed_at < now() - p.auto_confirm_days * interval '1 day'
      limit 100`,
  );
  return due.map(({ id }) => id);
}
