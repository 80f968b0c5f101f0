// What deeds do to a location: credit for and against it; three silent offers in a row (policy) pause it until it
// answers or an operator resumes it; closed though published as open, it is back at its next opening.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Change } from '../../domain/order/change.ts';
import { defaultWeights, type LocationPerformance } from '../../domain/performance/events.ts';
import { nextOpening } from '../../domain/values/time.ts';
import { loadOpenIntervals } from '../sourcing/open-intervals.ts';

/**
 * Books the conduct that this change revealed, in location order: one call of record_performance (db/schema/functions)
 * each.
 */
export async function recordPerformance(em: EntityManager, change: Change): Promise<void> {
  for (const conduct of change.performance.toSorted((a, b) => (a.locationId < b.locationId ? -1 : 1)))
    await recordOne(em, change, conduct);
}

async function recordOne(em: EntityManager, change: Change, { locationId, event }: LocationPerformance): Promise<void> {
  const backAt =
    event === 'CLOSED_NOW' ? new Date(await untilNextOpening(em, locationId, change.at)).toISOString() : null;
  await em.execute('select record_performance(?, ?, ?, ?, ?, ?, ?)', [
    locationId,
    event,
    defaultWeights[event],
    change.order.id,
    change.cause,
    change.policy.pauseAfterExpiries,
    backAt,
  ]);
}

/** Closed though published as open: back at the next opening after a closing time. */
async function untilNextOpening(em: EntityManager, locationId: string, now: number): Promise<number> {
  const intervals = (await loadOpenIntervals(em, [locationId], now))[locationId] ?? [];
  const current = intervals.find((i) => i.fromAt <= now && now < i.toAt);
  return nextOpening(intervals, current?.toAt ?? now) ?? now + 86_400_000;
}

/**
 * Counts of this transaction have found what locations had claimed to be missing since the count before: each is booked
 * on the latest such claim, if there is one, in location order.
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
