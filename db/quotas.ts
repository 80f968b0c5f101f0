// Quotas as operators set them: a party's over all its locations, what it allots to each, and other quotas for some
// days.
import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { putRow } from './set-up.ts';

/** More would be allotted to a party's locations than the party has. Nothing was written. */
export class OverAllotted extends Error {
  readonly allotted: number;
  readonly limit: number;
  constructor(allotted: number, limit: number) {
    super(`${allotted} orders a day would be allotted of ${limit}`);
    this.allotted = allotted;
    this.limit = limit;
  }
}

/** Writes a location; throws OverAllotted when its party has not that much to allot. */
export async function putLocation(
  em: EntityManager,
  row: Record<string, unknown> & { partyId: string },
): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.execute('select 1 from party where id = ? for update', [row.partyId]);
    await putRow(tx, 'location', row);
    await mustFit(tx, row.partyId);
  });
}

/**
 * Writes a party. A quota counts the offers made since it was set. Throws OverAllotted when its locations have more
 * already.
 */
export async function putParty(
  em: EntityManager,
  party: { id: string; name: string; kind: string; dailyQuota: number | null },
): Promise<void> {
  await em.transactional(async (tx) => {
    await putRow(tx, 'party', party);
    await mustFit(tx, party.id);
  });
}

async function mustFit(em: EntityManager, partyId: string): Promise<void> {
  const [row] = await em.execute<{ limit: number | null; allotted: number }[]>(
    `select p.daily_quota as "limit",
        (select coalesce(sum(daily_quota), 0)::float8 from location where party_id = p.id) as allotted
      from party p
      where p.id = ?`,
    [partyId],
  );
  if (row && row.limit !== null && row.allotted > row.limit) throw new OverAllotted(row.allotted, row.limit);
}

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
 * Adds an override and gives its id; the one that it would overlap with, if there is one; null when there is no such
 * location or party.
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

/** Overrides that are not over yet by the calendar of UTC, soonest first. */
export const listQuotaOverrides = (em: EntityManager): Promise<QuotaOverride[]> =>
  em.execute(
    `select ${columns} from quota_override where to_day >= current_date - 1 order by from_day, subject limit 1000`,
  );

/** Takes an override away; false when there is none. */
export async function removeQuotaOverride(em: EntityManager, id: string): Promise<boolean> {
  return (await em.execute<unknown[]>('delete from quota_override where id = ? returning 1', [id])).length > 0;
}
