// The stock watch, beside the orders' path: it updates alerts for changed products and publishes availability.
import type { EntityManager } from '@mikro-orm/postgresql';
import { alertsOf, staleDays, type Alert, type AlertKind, type ProductStock } from '../../domain/inventory/alerts.ts';
import { leftFor } from '../../domain/inventory/promisable.ts';
import { closeAlerts, openAlerts, raiseAlerts } from './alerts.ts';
import { skusAfter } from './availability.ts';
import { processChanges } from './changes.ts';
import { loadPools } from './pools.ts';
import { markDue, publishDue } from './publishing.ts';

const batchSize = 500;
const lastingKinds: AlertKind[] = ['BELOW_SAFETY', 'OUT_OF_STOCK_WITH_DEMAND', 'STALE', 'SHARE_EXHAUSTED'];

/** Updates alerts for changed products and publishes due availability; returns the number of notices. */
export async function watchStock(fork: () => EntityManager): Promise<number> {
  await processChanges(fork, async (changed) => {
    await markDue(fork(), changed);
    for await (const skus of inBatches(fork(), changed)) await updateAlerts(fork(), skus);
  });
  return publishDue(fork);
}

async function* inBatches(em: EntityManager, changed: string[] | 'ALL'): AsyncGenerator<string[]> {
  if (changed === 'ALL')
    for (
      let skus = await skusAfter(em, '', batchSize);
      skus.length > 0;
      skus = await skusAfter(em, skus.at(-1) ?? '', batchSize)
    )
      yield skus;
  else for (let from = 0; from < changed.length; from += batchSize) yield changed.slice(from, from + batchSize);
}

/** Raises alerts whose condition is new and closes those whose condition has ended. */
export async function updateAlerts(em: EntityManager, skus: string[]): Promise<void> {
  const open = await openAlerts(em, lastingKinds, skus);
  const holding = [...(await stockOf(em, skus)).flatMap(alertsOf), ...(await stillExhausted(em, open))];
  const keyOf = ({ kind, sku, locationId, channelId }: Alert): string =>
    JSON.stringify([kind, sku, locationId, channelId]);
  const [isOpen, holds] = [new Set(open.map(keyOf)), new Set(holding.map(keyOf))];
  await closeAlerts(
    em,
    open.filter((a) => !holds.has(keyOf(a))),
  );
  const fresh = holding.filter((a) => !isOpen.has(keyOf(a)));
  if (fresh.length > 0) await em.transactional((tx) => raiseAlerts(tx, fresh));
}

function stockOf(em: EntityManager, skus: string[]): Promise<ProductStock[]> {
  return em.execute(
    `select s.sku,
        coalesce(
          (select sum(l.unrouted) from order_line l where l.sku = s.sku and l.unrouted > 0), 0
        )::float8 as demand,
       jsonb_agg(
         jsonb_build_object(
           'locationId', location_id, 'onHand', on_hand, 'reserved', reserved, 'safety', safety, 'idleDays',
             floor(extract(epoch from now() - moved_at) / 86400)
         )
       ) as locations
     from (
       select p.sku as sku, st.location_id, coalesce(st.on_hand, 0) as on_hand, coalesce(st.reserved, 0) as reserved,
         coalesce(st.safety, 0) as safety, coalesce(st.moved_at, now()) as moved_at
       from jsonb_array_elements_text(?::jsonb) w(sku)
       join product p using (sku)
       left join lateral (select * from stock where sku = p.sku offset 0) st on true
     ) s
     group by s.sku`,
    [JSON.stringify(skus)],
  );
}

/** An exhausted allocation stays exhausted until its channel may sell again. */
async function stillExhausted(em: EntityManager, open: Alert[]): Promise<Alert[]> {
  const exhausted = open.filter((o) => o.kind === 'SHARE_EXHAUSTED');
  if (exhausted.length === 0) return [];
  const { bySku } = await loadPools(
    em,
    exhausted.map((o) => o.sku),
  );
  return exhausted.filter(({ sku, channelId }) => {
    const pool = bySku.get(sku);
    return !pool || leftFor(pool, channelId ?? '') === 0;
  });
}

/**
 * Updates alerts for one batch of stock that has not moved for long, which no change reports. Returns the number of
 * products.
 */
export async function watchIdle(em: EntityManager): Promise<number> {
  const idle = await em.execute<{ sku: string }[]>(
    `select distinct s.sku
      from stock s
      join product using (sku)
      where s.on_hand > 0 and s.moved_at < now() - ${staleDays} * interval '1 day'
        and not exists (
          select 1
          from stock_alert a
          where a.kind = 'STALE' and a.sku = s.sku and a.location_id = s.location_id and a.channel_id = ''
            and a.closed_at is null
        )
      limit ${batchSize}`,
  );
  if (idle.length > 0)
    await updateAlerts(
      em,
      idle.map((i) => i.sku),
    );
  return idle.length;
}
