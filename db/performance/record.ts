// Performance events that follow from counts of stock.
import type { EntityManager } from '@mikro-orm/postgresql';
import { defaultWeights } from '../../domain/performance/events.ts';

/**
 * Books the claims that counts of this transaction disprove: each on the latest such claim since the count before, if
 * there is one, in location order.
 */
export async function recordDisproofs(
  em: EntityManager,
  counts: { locationId: string; sku: string; cause: string }[],
): Promise<void> {
  if (counts.length === 0) return;
  await em.execute(
    `with c as (select * from jsonb_to_recordset(?::jsonb) as c("locationId" text, sku text, cause text)),
     disproved as materialized (select e.location_id, e.order_id, c.cause from c cross join lateral (
       select location_id, order_id
       from credit_entry
       where location_id = c."locationId" and event = 'REJECTED_HONESTLY'
         and exists (select 1 from order_line l where l.order_id = credit_entry.order_id and l.sku = c.sku)
         and at > coalesce(
           (
             select max(at)
             from stock_ledger
             where location_id = c."locationId" and sku = c.sku and kind = 'COUNT' and at < now()
           ),
             '-infinity'
         )
         order by at desc
         limit 1) e order by 1, 2, 3)
     select count(record_performance(location_id, 'COUNT_DISPROVED', ?, order_id, cause, 0, null)) from disproved`,
    [
      JSON.stringify(counts.map(({ locationId, sku, cause }) => ({ locationId, sku, cause }))),
      defaultWeights.COUNT_DISPROVED,
    ],
  );
}
