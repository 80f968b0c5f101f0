// What deeds do to a location: credit for and against it; three silent offers in a row (policy) pause it until it answers or an operator resumes it; closed though published as open, it is back at its next opening.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Change } from '../domain/change.ts';
import { usualWeights, type Conduct } from '../domain/conduct.ts';
import { nextOpening } from '../domain/opening-hours.ts';
import { loadOpenIntervals } from './candidates.ts';

/** Books the conduct that this change revealed, in location order: one call of record_conduct (a function of the database, db/migrations) each. */
export async function recordConduct(em: EntityManager, change: Change): Promise<void> {
  for (const conduct of change.conduct.toSorted((a, b) => (a.locationId < b.locationId ? -1 : 1))) await recordOne(em, change, conduct);
}

async function recordOne(em: EntityManager, change: Change, { locationId, deed }: Conduct): Promise<void> {
  const backAt = deed === 'CLOSED_NOW' ? new Date(await untilNextOpening(em, locationId, change.at)).toISOString() : null;
  await em.execute('select record_conduct(?, ?, ?, ?, ?, ?, ?)', [locationId, deed, usualWeights[deed], change.order.id, change.cause, change.policy.pauseAfterExpiries, backAt]);
}

/** Closed though published as open: back at the next opening after a closing time. */
async function untilNextOpening(em: EntityManager, locationId: string, now: number): Promise<number> {
  const intervals = (await loadOpenIntervals(em, [locationId], now))[locationId] ?? [];
  const current = intervals.find((i) => i.fromAt <= now && now < i.toAt);
  return nextOpening(intervals, current?.toAt ?? now) ?? now + 86_400_000;
}

/** A count has found what a location had claimed to be missing since the count before: booked on the latest such claim, if there is one. */
export async function recordDisproof(em: EntityManager, { locationId, sku, cause }: { locationId: string; sku: string; cause: string }): Promise<void> {
  await em.execute(
    `select record_conduct(e.location_id, 'COUNT_DISPROVED', ?, e.order_id, ?, 0, null) from (
       select location_id, order_id from credit_entry where location_id = ? and deed = 'REJECTED_HONESTLY' and exists (select 1 from order_line l where l.order_id = credit_entry.order_id and l.sku = ?)
         and at > coalesce((select max(at) from stock_ledger where location_id = ? and sku = ? and kind = 'COUNT' and cause <> ?), '-infinity') order by at desc limit 1) e`,
    [usualWeights.COUNT_DISPROVED, cause, locationId, sku, locationId, sku, cause]);
}
