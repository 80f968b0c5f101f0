// The stream of what a channel must hear, per order and in order: claimed under a lease, acknowledged, or tried again later.
import type { EntityManager } from '@mikro-orm/postgresql';

export interface ClaimedStream { orderId: string; channelId: string; webhookUrl: string | null; webhookSecret: string | null; attempts: number; /** By the database's clock, in milliseconds. */ claimedAt: number; entries: { seq: number; event: string; body: unknown }[] }

export const leaseSeconds = 30;

/** Claims due streams for as long as the lease, each with at most twenty entries that were not acknowledged; none of the channels in `except`. */
export async function claimStreams(em: EntityManager, { limit, except }: { limit: number; except: string[] }): Promise<ClaimedStream[]> {
  return em.execute(
    `with due as (select s.order_id from write_back_stream s join orders o on o.id = s.order_id
       where s.sent_seq < s.last_seq and s.parked_at is null and s.next_at <= now() and (s.leased_until is null or s.leased_until < now()) and o.channel_id not in (select jsonb_array_elements_text(?::jsonb))
       order by s.next_at limit ${Math.trunc(limit)} for update of s skip locked),
     claimed as (update write_back_stream s set leased_until = now() + ${leaseSeconds} * interval '1 second' from due where s.order_id = due.order_id returning s.*)
     select s.order_id as "orderId", c.id as "channelId", c.webhook_url as "webhookUrl", c.webhook_secret as "webhookSecret", s.attempts, extract(epoch from now())::float8 * 1000 as "claimedAt",
       (select jsonb_agg(jsonb_build_object('seq', w.seq, 'event', w.event, 'body', w.body) order by w.seq) from (select * from write_back w where w.order_id = s.order_id and w.seq > s.sent_seq order by w.seq limit 20) w) as entries
     from claimed s join orders o on o.id = s.order_id join channel c on c.id = o.channel_id`, [JSON.stringify(except)]);
}

/** The channel has taken everything up to this one. */
export async function acknowledge(em: EntityManager, orderId: string, seq: number): Promise<void> {
  await em.execute(
    `with s as (update write_back_stream set sent_seq = greatest(sent_seq, ?), leased_until = null, attempts = 0, last_error = null, next_at = now() where order_id = ? returning order_id)
     update write_back w set acknowledged_at = now() from s where w.order_id = s.order_id and w.seq <= ? and w.acknowledged_at is null`, [seq, orderId, seq]);
}

/** Failures of one write-back until it is parked: about half an hour. */
const parkAfter = 40;

/**
 * It has taken those up to `sent` and failed at the next: later again (at most a minute), and after many failures in a row only when an operator says so.
 * One statement with the acknowledgment, so that nobody claims the order between the two.
 */
export async function postpone(em: EntityManager, orderId: string, { sent, error }: { sent: number; error: string }): Promise<void> {
  await em.execute(
    `with was as (select order_id, case when sent_seq < ? then 0 else attempts end as attempts from write_back_stream where order_id = ? for update),
     s as (update write_back_stream s set sent_seq = greatest(s.sent_seq, ?), leased_until = null, attempts = was.attempts + 1, last_error = ?, next_at = now() + least(60, power(2, least(was.attempts, 10))) * interval '1 second',
       parked_at = case when was.attempts + 1 >= ${parkAfter} then now() end from was where s.order_id = was.order_id returning s.order_id)
     update write_back w set acknowledged_at = now() from s where w.order_id = s.order_id and w.seq <= ? and w.acknowledged_at is null`, [sent, orderId, sent, error.slice(0, 300), sent]);
}

/** Streams that are behind, for the operators' list. */
export function listDeliveries(em: EntityManager, search: { parked?: boolean | undefined; limit: number }): Promise<unknown[]> {
  return em.execute(
    `select order_id as id, last_seq as "lastSeq", sent_seq as "sentSeq", attempts, last_error as "lastError", to_json(next_at) #>> '{}' as "nextAt", to_json(parked_at) #>> '{}' as "parkedAt"
     from write_back_stream where sent_seq < last_seq and (?::boolean is null or (parked_at is not null) = ?::boolean) order by order_id desc limit ${Math.trunc(search.limit)}`,
    [search.parked ?? null, search.parked ?? null]);
}

/** Sends a parked or waiting stream again now. */
export async function redeliver(em: EntityManager, orderId: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>('update write_back_stream set parked_at = null, attempts = 0, next_at = now() where order_id = ? returning 1', [orderId]);
  return rows.length > 0;
}
