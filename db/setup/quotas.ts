// Quota overrides: other quotas of locations and parties for some days.
import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';

/** A daily quota for some days, both included (YYYY-MM-DD): of a location, or of a party over all its locations. */
export interface QuotaOverride {
  id: string;
  locationId: string | null;
  partyId: string | null;
  from: string;
  to: string;
  dailyQuota: number;
}

const columns = `id, case when subject not like 'party/%' then subject end as "locationId", case
    when subject like 'party/%' then substr(subject, 7) end as "partyId", from_day::text as "from",
    to_day::text as "to", daily_quota as "dailyQuota"`;
const subjectOf = ({ locationId, partyId }: Pick<QuotaOverride, 'locationId' | 'partyId'>): string =>
  partyId === null ? (locationId ?? '') : `party/${partyId}`;

/**
 * Adds an override and returns its id, or the override that it overlaps; null when there is no such location or party.
 */
export async function addQuotaOverride(
  em: EntityManager,
  override: Omit<QuotaOverride, 'id'>,
): Promise<{ id: string } | { overlaps: QuotaOverride } | null> {
  const { locationId, partyId, from, to, dailyQuota } = override;
  return em.transactional(async (tx) => {
    const known = await tx.execute<unknown[]>(
      `select 1 from ${partyId === null ? 'location' : 'party'} where id = ? for update`,
      [partyId ?? locationId],
    );
    if (known.length === 0) return null;
    const [overlaps] = await tx.execute<QuotaOverride[]>(
      `select ${columns}
        from quota_override
        where subject = ? and from_day <= ?::date and to_day >= ?::date
        order by from_day
        limit 1`,
      [subjectOf(override), to, from],
    );
    if (overlaps) return { overlaps };
    const id = randomUUID();
    await tx.execute('insert into quota_override (id, subject, from_day, to_day, daily_quota) values (?, ?, ?, ?, ?)', [
      id,
      subjectOf(override),
      from,
      to,
      dailyQuota,
    ]);
    return { id };
  });
}

/** Overrides that have not ended by UTC's calendar, soonest first. */
export const listQuotaOverrides = (em: EntityManager): Promise<QuotaOverride[]> =>
  em.execute(
    `select ${columns} from quota_override where to_day >= current_date - 1 order by from_day, subject limit 1000`,
  );

/** Removes an override; false when there is none. */
export async function removeQuotaOverride(em: EntityManager, id: string): Promise<boolean> {
  return (await em.execute<unknown[]>('delete from quota_override where id = ? returning 1', [id])).length > 0;
}
