// The two things about an order that are not its workflow's: how its contact is corrected, and the receipt after the
// workflow has ended.
import type { EntityManager } from '@mikro-orm/postgresql';
import { iso } from '../read/orders.ts';
import type { IntakeAddress } from '../../domain/intake/new-order.ts';

/** Corrects the personal part of an order; the rest went through its workflow. */
export async function amendContact(
  em: EntityManager,
  orderId: string,
  change: { address: IntakeAddress | null; buyerNote?: string | null },
): Promise<void> {
  if (change.address)
    await em.execute('update order_contact set address = ?::jsonb where order_id = ?', [
      JSON.stringify(change.address),
      orderId,
    ]);
  if (change.buyerNote !== undefined)
    await em.execute('update order_contact set buyer_note = ? where order_id = ?', [change.buyerNote, orderId]);
}

/**
 * FULFILLED and over becomes COMPLETED, with its timeline entry and what the channel is told; anything else stays as it
 * is. Answers the status it has then.
 */
export async function confirmReceipt(em: EntityManager, orderId: string, actor: string): Promise<string> {
  await em.execute(
    `with o as (
        update orders set status = 'COMPLETED', receipt_confirmed_at = now(), timeline_length = timeline_length + 1,
          version = version + 1
        where id = ? and status = 'FULFILLED' and closed_at is not null
        returning id, channel_order_number, timeline_length
      ),
     told as (
       insert into write_back_stream as s (order_id, last_seq, sent_seq, next_at, attempts)
       select id, 1, 0, now(), 0
       from o
       on conflict (order_id)
       do update set last_seq = s.last_seq + 1
       returning order_id, last_seq
     ),
     said as (
       insert into write_back (order_id, seq, event, body, created_at)
       select t.order_id, t.last_seq, 'order.status_changed',
         jsonb_build_object(
           'orderId', o.id, 'channelOrderNumber', o.channel_order_number, 'at', ${iso('now()')}, 'status', 'COMPLETED'
         ),
         now()
       from told t
       join o on o.id = t.order_id
     )
     insert into timeline (order_id, seq, at, actor, machine, subject_id, from_state, to_state, cause, detail)
     select id, timeline_length, now(), ?, 'ORDER', id::text, 'FULFILLED', 'COMPLETED', 'receipt confirmed', null
     from o`,
    [orderId, actor],
  );
  const [row] = await em.execute<{ status: string }[]>('select status from orders where id = ?', [orderId]);
  return row?.status ?? 'UNKNOWN';
}

/** Orders whose channel counts silence as receipt after some days: FULFILLED becomes COMPLETED. Answers how many. */
export async function confirmOldReceipts(em: EntityManager): Promise<number> {
  const due = await em.execute<{ id: string }[]>(
    `select o.id
      from orders o
      join channel_policy p using (channel_id)
      where o.status = 'FULFILLED' and o.closed_at is not null and p.auto_confirm_days > 0
        and o.closed_at < now() - p.auto_confirm_days * interval '1 day'
      limit 100`,
  );
  for (const { id } of due) await confirmReceipt(em, id, 'baton');
  return due.length;
}
