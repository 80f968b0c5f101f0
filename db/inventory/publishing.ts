// Publishing of availability: subscribed channels receive the changed quantities only, and the next change after they
// have taken the last one.
import type { EntityManager } from '@mikro-orm/postgresql';
import { lockStream, appendNotices } from '../channels/notices.ts';
import { availabilityOf, skusAfter, type Available } from './availability.ts';

const batchSize = 500;
const subscribers = `select id
  from channel
  join channel_policy on channel_id = id
  where subscriptions @> '"AVAILABILITY"' and webhook_url is not null`;

/** Marks these products, or all, as due for every subscribed channel. */
export async function markDue(em: EntityManager, skus: string[] | 'ALL'): Promise<void> {
  const products =
    skus === 'ALL'
      ? 'product'
      : '(select distinct sku from jsonb_array_elements_text(?::jsonb) w(sku) join product using (sku))';
  await em.execute(
    `insert into published_availability (channel_id, sku, available, due)
      select c.id, p.sku, null, true
      from (${subscribers}) c, ${products} p
      order by c.id, p.sku
      on conflict (channel_id, sku)
      do update set due = true
      where not published_availability.due`,
    skus === 'ALL' ? [] : [JSON.stringify(skus)],
  );
}

/**
 * Sends one notice to each channel that has taken all notices and has due products, with a limited number of products;
 * returns the number of notices.
 */
export async function publishDue(fork: () => EntityManager): Promise<number> {
  const due = await fork().execute<{ id: string }[]>(
    `with due as (select distinct channel_id from published_availability where due)
      select d.channel_id as id
      from due d
      left join channel_notice_stream s using (channel_id)
      where coalesce(s.sent_seq = s.last_seq, true) and d.channel_id in (${subscribers})`,
  );
  let notices = 0;
  for (const { id } of due) {
    let page: PublishStep;
    do page = await fork().transactional((tx) => publishTo(tx, id));
    while (page === 'NOTHING_NEW');
    notices += Number(page === 'TOLD');
  }
  return notices;
}

/** NOTHING_NEW: a full batch without a changed product; more may follow. */
type PublishStep = 'TOLD' | 'NOTHING_NEW' | 'DONE';

async function publishTo(tx: EntityManager, channelId: string): Promise<PublishStep> {
  if ((await lockStream(tx, channelId)).behind) return 'DONE';
  const due = await tx.execute<{ sku: string; available: number | null }[]>(
    `update published_availability set due = false
      where (channel_id, sku) in (
        select channel_id, sku
        from published_availability
        where channel_id = ? and due
        order by sku
        limit ${batchSize}
        for update
      )
      returning sku, available`,
    [channelId],
  );
  const before = new Map(due.map((d) => [d.sku, d.available]));
  const items = (await availabilityOf(tx, channelId, [...before.keys()].toSorted())).filter(
    (now) => now.available !== before.get(now.sku),
  );
  if (items.length === 0) return due.length < batchSize ? 'DONE' : 'NOTHING_NEW';
  await recordPublished(tx, { channelId, items, mayBeOld: false });
  await appendNotices(tx, [{ channelId, event: 'availability.changed', body: { channelId, items } }]);
  return 'TOLD';
}

/**
 * Appends all availability of the channel to its stream, page by page, whatever was sent before. It is computed before
 * the stream is locked, so that no other process waits for it; later changes follow. Returns the number of pages.
 */
export async function sendSnapshot(em: EntityManager, channelId: string, snapshotId: string): Promise<number> {
  const pages: Available[][] = [];
  for (
    let skus = await skusAfter(em, '', batchSize);
    skus.length > 0;
    skus = await skusAfter(em, skus.at(-1) ?? '', batchSize)
  )
    pages.push(await availabilityOf(em, channelId, skus));
  await em.transactional(async (tx) => {
    await lockStream(tx, channelId);
    await recordPublished(tx, { channelId, items: pages.flat(), mayBeOld: true });
    await appendNotices(
      tx,
      pages.map((items, i) => ({
        channelId,
        event: 'availability.snapshot',
        body: { channelId, snapshotId, page: i + 1, pages: pages.length, items },
      })),
    );
  });
  return pages.length;
}

/** Records the sent quantities by SKU; those that may be outdated stay due. */
async function recordPublished(
  tx: EntityManager,
  { channelId, items, mayBeOld }: { channelId: string; items: Available[]; mayBeOld: boolean },
): Promise<void> {
  await tx.execute(
    `insert into published_availability (channel_id, sku, available, due)
      select w.id, i.sku, i.available, w.due
      from (select ?::text as id, ? and ? in (${subscribers}) as due) w,
        jsonb_to_recordset(?::jsonb) as i(sku text, available int)
      order by i.sku
     on conflict (channel_id, sku) do update set available = excluded.available, due = excluded.due`,
    [channelId, mayBeOld, channelId, JSON.stringify(items)],
  );
}
