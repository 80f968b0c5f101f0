// Retention: deletes closed alerts and delivered notices after RETENTION_DAYS.
import type { EntityManager } from '@mikro-orm/postgresql';

const batchSize = 1000;

/**
 * Deletes one batch of expired rows: closed alerts, and per channel its oldest delivered notices. Returns the number of
 * deleted rows; 0 when none is left.
 */
export async function purgeExpired(em: EntityManager, keepDays: number): Promise<number> {
  const [row] = await em.execute<{ removed: number }[]>(
    `with old as (select now() - ?::int * interval '1 day' as until),
     alerts as (
       delete from stock_alert
       where id in (select a.id from stock_alert a, old where a.closed_at < old.until limit ${batchSize})
       returning 1
     ),
     taken as (
       select n.channel_id, n.seq
       from channel_notice_stream s
       cross join lateral (
         select *
        from channel_notice
        where channel_id = s.channel_id and seq <= s.sent_seq
        order by seq
        limit ${batchSize}
       ) n,
         old
       where n.acknowledged_at < old.until
     ),
     notices as (
       delete from channel_notice n using taken where n.channel_id = taken.channel_id and n.seq = taken.seq returning 1
     )
     select ((select count(*) from alerts) + (select count(*) from notices))::int as removed`,
    [keepDays],
  );
  return row?.removed ?? 0;
}
