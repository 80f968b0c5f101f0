// Notices to a channel that concern no order: numbered, and sent in order by the streams of db/channels/write-backs.ts.
import type { EntityManager } from '@mikro-orm/postgresql';

export interface Notice {
  channelId: string;
  event: string;
  body: object;
}

/** Appends notices to their channels' streams, in the order given. */
export async function appendNotices(em: EntityManager, notices: Notice[]): Promise<void> {
  if (notices.length > 0) await em.execute('select tell_channels(?::jsonb)', [JSON.stringify(notices)]);
}

/**
 * Locks a channel's stream until the end of the transaction, so that no other process appends to it. `behind`: the
 * channel has not taken all notices yet.
 */
export async function lockStream(em: EntityManager, channelId: string): Promise<{ behind: boolean }> {
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
