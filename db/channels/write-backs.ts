// Streams of write-backs, each sent in order: claimed under a lease, acknowledged, or tried again later. An order has a
// stream, and a channel has one for notices that concern no order.
import type { EntityManager } from '@mikro-orm/postgresql';

/** The tables and columns of a kind of stream. */
export interface StreamKind {
  stream: string;
  entry: string;
  key: string;
  channel: string;
}
export const orderStreams: StreamKind = {
  stream: 'write_back_stream',
  entry: 'write_back',
  key: 'order_id',
  channel: '(select o.channel_id from orders o where o.id = s.order_id)',
};
export const channelStreams: StreamKind = {
  stream: 'channel_notice_stream',
  entry: 'channel_notice',
  key: 'channel_id',
  channel: 's.channel_id',
};

export interface ClaimedStream {
  kind: StreamKind;
  /** The id of its order or its channel. */
  id: string;
  channelId: string;
  webhookUrl: string | null;
  webhookSecret: string | null;
  attempts: number;
  /** How often the database was restored: a part of the ids of deliveries. */
  epoch: number;
  /** The instant of the claim by the database's clock, in milliseconds. */
  claimedAt: number;
  entries: { seq: number; event: string; body: unknown }[];
}

export const leaseSeconds = 30;

/**
 * Claims due streams under a lease, each with at most twenty entries that are not acknowledged; the channels in
 * `except` are left out.
 */
export async function claimStreams(
  em: EntityManager,
  kind: StreamKind,
  { limit, except }: { limit: number; except: string[] },
): Promise<ClaimedStream[]> {
  const { stream, entry, key, channel } = kind;
  const rows = await em.execute<Omit<ClaimedStream, 'kind'>[]>(
    `with due as (select s.${key} from ${stream} s
       where s.sent_seq < s.last_seq and s.parked_at is null and s.next_at <= now()
         and (s.leased_until is null or s.leased_until < now())
         and ${channel} not in (select jsonb_array_elements_text(?::jsonb))
       order by s.next_at limit ${Math.trunc(limit)} for update of s skip locked),
     claimed as (
       update ${stream} s set leased_until = now() + ${leaseSeconds} * interval '1 second'
       from due
       where s.${key} = due.${key}
       returning s.*
     )
     select s.${key} as id, c.id as "channelId", c.webhook_url as "webhookUrl", c.webhook_secret as "webhookSecret",
       s.attempts, (select epoch from installation) as epoch, extract(epoch from now())::float8 * 1000 as "claimedAt",
       (
         select jsonb_agg(jsonb_build_object('seq', w.seq, 'event', w.event, 'body', w.body) order by w.seq)
         from (select * from ${entry} w where w.${key} = s.${key} and w.seq > s.sent_seq order by w.seq limit 20) w
       ) as entries
     from claimed s join channel c on c.id = ${channel}`,
    [JSON.stringify(except)],
  );
  return rows.map((row) => ({ kind, ...row }));
}

/** Records that the channel has taken all entries up to this one. */
export async function acknowledge(
  em: EntityManager,
  { kind: { stream, entry, key }, id }: ClaimedStream,
  seq: number,
): Promise<void> {
  await em.execute(
    `with s as (
        update ${stream} set sent_seq = greatest(sent_seq, ?), leased_until = null, attempts = 0, last_error = null,
          next_at = now()
        where ${key} = ?
        returning ${key}
      )
     update ${entry} w set acknowledged_at = now()
     from s
     where w.${key} = s.${key} and w.seq <= ? and w.acknowledged_at is null`,
    [seq, id, seq],
  );
}

/** Failures of one write-back before its stream is parked; they take about half an hour. */
const parkAfter = 40;

/**
 * Acknowledges the entries up to `sent` and postpones the rest: for at most a minute, and after many failures in a row
 * until an operator redelivers. One statement, so that no process claims the stream in between.
 */
export async function postpone(
  em: EntityManager,
  { kind: { stream, entry, key }, id }: ClaimedStream,
  { sent, error }: { sent: number; error: string },
): Promise<void> {
  await em.execute(
    `with was as (
        select ${key}, case when sent_seq < ? then 0 else attempts end as attempts
        from ${stream}
        where ${key} = ?
        for update
      ),
        s as (
          update ${stream} s set sent_seq = greatest(s.sent_seq, ?), leased_until = null, attempts = was.attempts + 1,
            last_error = ?, next_at = now() + least(60, power(2, least(was.attempts, 10))) * interval '1 second',
            parked_at = case when was.attempts + 1 >= ${parkAfter} then now() end
          from was
          where s.${key} = was.${key}
          returning s.${key}
        )
      update ${entry} w set acknowledged_at = now()
      from s
      where w.${key} = s.${key} and w.seq <= ? and w.acknowledged_at is null`,
    [sent, id, sent, error.slice(0, 300), sent],
  );
}

/** The streams that are behind, for the operators' list: channels first, then orders, the newest first. */
export function listDeliveries(
  em: EntityManager,
  search: { parked?: boolean | undefined; limit: number },
): Promise<unknown[]> {
  const behind = ({ stream, key }: StreamKind, place: number): string =>
    `select ${key}::text as id, last_seq, sent_seq, attempts, last_error, next_at, parked_at, ${place} as place
      from ${stream}
      where sent_seq < last_seq`;
  return em.execute(
    `select id, last_seq as "lastSeq", sent_seq as "sentSeq", attempts, last_error as "lastError",
        to_json(next_at) #>> '{}' as "nextAt", to_json(parked_at) #>> '{}' as "parkedAt"
     from (${behind(channelStreams, 1)} union all ${behind(orderStreams, 2)}) d
     where ?::boolean is null or (parked_at is not null) = ?::boolean
     order by place, id desc
     limit ${Math.trunc(search.limit)}`,
    [search.parked ?? null, search.parked ?? null],
  );
}

/** Makes a parked or waiting stream due now; false when there is none. */
export async function redeliver(em: EntityManager, { stream, key }: StreamKind, id: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>(
    `update ${stream} set parked_at = null, attempts = 0, next_at = now() where ${key} = ? returning 1`,
    [id],
  );
  return rows.length > 0;
}
