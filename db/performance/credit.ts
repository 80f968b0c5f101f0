// Credit for people: the score, its entries, and the policy.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { PerformanceEvent } from '../../domain/performance/events.ts';
import type { CreditPolicy } from '../../domain/performance/credit.ts';
import { utcText } from '../read/orders.ts';
import { CreditPolicyRow } from '../schema/entities/credit.ts';
import { locationExists } from '../setup/locations.ts';

export interface CreditRow {
  event: PerformanceEvent;
  weight: number;
  worth: number;
  at: string;
  orderId: string;
}
export interface CreditReport extends CreditPolicy {
  score: number;
  entries: CreditRow[];
}

/**
 * All entries up to the instant with their remaining weight; the score is computed from them, not from the sum that
 * routing reads.
 */
const scoreSql = `select p.base, p.half_life_days as "halfLifeDays",
    least(
      100,
        greatest(
          0,
            p.base + coalesce(
              (
                select sum(credit_worth(e.weight, e.at, s.seen, p.half_life_days))
                from credit_entry e
                where e.location_id = ? and e.at <= s.seen
              ),
                0
            )
        )
    ) as score
  from credit_policy p, (select coalesce(to_timestamp(?::float8 / 1000), now()) as seen) s`;
const entriesSql = `select e.event, e.weight, credit_worth(e.weight, e.at, s.seen, p.half_life_days) as worth,
    ${utcText('e.at')} as at, e.order_id as "orderId"
  from credit_entry e, credit_policy p, (select coalesce(to_timestamp(?::float8 / 1000), now()) as seen) s
  where e.location_id = ? and e.at <= s.seen
  order by e.at desc, e.order_id, e.cause, e.event`;

/**
 * The score of a location now or at an instant (milliseconds), and its latest entries, newest first; null when there is
 * no such location.
 */
export async function readCredit(
  em: EntityManager,
  locationId: string,
  { at, limit }: { at: number | null; limit: number },
): Promise<CreditReport | null> {
  if (!(await locationExists(em, locationId))) return null;
  const [row] = await em.execute<Omit<CreditReport, 'entries'>[]>(scoreSql, [locationId, at]);
  if (!row) throw new Error('there is no credit policy');
  return {
    ...row,
    entries: await em.execute<CreditRow[]>(`${entriesSql} limit ${Math.trunc(limit)}`, [at, locationId]),
  };
}

/**
 * Puts the policy in force. Entries keep their weights; the half-life applies to all, so that every sum is recomputed.
 */
export async function putCreditPolicy(
  em: EntityManager,
  { base, halfLifeDays, weights }: CreditPolicy & { weights: Partial<Record<PerformanceEvent, number>> },
): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.execute('lock table credit in exclusive mode');
    await tx.nativeUpdate(CreditPolicyRow, {}, { base, halfLifeDays, weights });
    await tx.execute(
      `update credit c set at = now(),
          points = (
            select sum(credit_worth(e.weight, e.at, now(), ?)) from credit_entry e where e.location_id = c.location_id
          )`,
      [halfLifeDays],
    );
  });
}
