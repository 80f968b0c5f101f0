// What a channel hears that is about no order: numbered and sent in order, by the streams of
// db/channels/write-backs.ts.
import type { EntityManager } from '@mikro-orm/postgresql';

export interface Notice {
  channelId: string;
  event: string;
  body: object;
}

/** Puts notices at the end of their channels' streams, in the order given. */
export async function tell(em: EntityManager, notices: Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await em.execute(
    `with told as (
        select n.*, row_number() over (partition by n."channelId" order by n.place) as nth
        from rows
        from (jsonb_to_recordset(?::jsonb) as ("channelId" text, event text, body jsonb))
        with ordinality as n("channelId", event, body, place)
      ),
        streams as (
          insert into channel_notice_stream as s (channel_id, last_seq, sent_seq, next_at, attempts)
          select "channelId", count(*), 0, now(), 0
          from told
          group by 1
          order by 1
          on conflict (channel_id)
          do update set last_seq = s.last_seq + excluded.last_seq
          returning
          with (old as o, new as n) n.channel_id, coalesce(o.last_seq, 0) as before
        )
      insert into channel_notice (channel_id, seq, event, body, created_at)
      select s.channel_id, s.before + t.nth, t.event, t.body, now()
      from streams s
      join told t on t."channelId" = s.channel_id`,
    [JSON.stringify(notices)],
  );
}

/**
 * Keeps everybody else from adding to a channel's stream until the end of the transaction; says whether it is waiting
 * to be heard.
 */
export async function holdStream(em: EntityManager, channelId: string): Promise<{ behind: boolean }> {
  await em.execute(
    `insert into channel_notice_stream (channel_id, last_seq, sent_seq, next_at, attempts)
      values (?, 0, 0, now(), 0)
      on conflict do nothing`,
    [channelId],
  );
  const [row] = await em.execute<{ behind: boolean }[]>(
    'select sent_seq < last_seq as behind from channel_notice_stream where channel_id = ? for update',
    [channelId],
  );
  return { behind: row?.behind ?? false };
}
