// Channels that want to hear of it are told what they may sell, when it changes: only what is different from what they were told last, and nothing new before they have heard the last.
import type { EntityManager } from '@mikro-orm/postgresql';
import { holdStream, tell } from '../notices.ts';
import { availabilityOf, skusAfter, type Available } from './availability.ts';

const productsAtOnce = 500;
const hearing = `select id from channel where policy -> 'hears' @> '"AVAILABILITY"' and webhook_url is not null`;

/** Notes that these products may have changed, or all, for every channel that wants to hear of it. */
export async function noteChanged(em: EntityManager, skus: string[] | 'ALL'): Promise<void> {
  const products = skus === 'ALL' ? 'product' : '(select distinct sku from jsonb_array_elements_text(?::jsonb) w(sku) join product using (sku))';
  await em.execute(`insert into channel_told (channel_id, sku, available, due) select c.id, p.sku, null, true from (${hearing}) c, ${products} p on conflict (channel_id, sku) do update set due = true where not channel_told.due`, skus === 'ALL' ? [] : [JSON.stringify(skus)]);
}

/** Tells each channel that has heard everything so far what is different now, at most so many products at a time; answers how many notices. */
export async function publishDue(fork: () => EntityManager): Promise<number> {
  const due = await fork().execute<{ id: string }[]>(
    `with due as (select distinct channel_id from channel_told where due) select d.channel_id as id from due d left join channel_notice_stream s using (channel_id) where coalesce(s.sent_seq = s.last_seq, true) and d.channel_id in (${hearing})`);
  let told = 0;
  for (const { id } of due) told += await fork().transactional((tx) => publishTo(tx, id));
  return told;
}

async function publishTo(tx: EntityManager, channelId: string): Promise<number> {
  if ((await holdStream(tx, channelId)).behind) return 0;
  const due = await tx.execute<{ sku: string; available: number | null }[]>(`update channel_told set due = false where (channel_id, sku) in (select channel_id, sku from channel_told where channel_id = ? and due limit ${productsAtOnce}) returning sku, available`, [channelId]);
  const before = new Map(due.map((d) => [d.sku, d.available]));
  const items = (await availabilityOf(tx, channelId, [...before.keys()].toSorted())).filter((now) => now.available !== before.get(now.sku));
  if (items.length === 0) return 0;
  await remember(tx, channelId, items);
  await tell(tx, [{ channelId, event: 'availability.changed', body: { channelId, items } }]);
  return 1;
}

/** Puts everything that the channel may sell into its stream, page by page, whatever it was told before; what changes later follows. Answers the number of pages. */
export function sendSnapshot(em: EntityManager, channelId: string, snapshotId: string): Promise<number> {
  return em.transactional(async (tx) => {
    await holdStream(tx, channelId);
    const pages: Available[][] = [];
    for (let skus = await skusAfter(tx, '', productsAtOnce); skus.length > 0; skus = await skusAfter(tx, skus.at(-1) ?? '', productsAtOnce)) pages.push(await availabilityOf(tx, channelId, skus));
    for (const items of pages) await remember(tx, channelId, items);
    await tell(tx, pages.map((items, i) => ({ channelId, event: 'availability.snapshot', body: { channelId, snapshotId, page: i + 1, pages: pages.length, items } })));
    return pages.length;
  });
}

async function remember(tx: EntityManager, channelId: string, items: Available[]): Promise<void> {
  await tx.execute(
    `insert into channel_told (channel_id, sku, available, due) select ?, i.sku, i.available, false from jsonb_to_recordset(?::jsonb) as i(sku text, available int) on conflict (channel_id, sku) do update set available = excluded.available, due = false`, [channelId, JSON.stringify(items)]);
}
