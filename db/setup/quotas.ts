// Quota overrides: other quotas of locations and parties for some days.
import { randomUUID } from 'node:crypto';
import { LockMode, raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Party } from '../schema/entities/channel.ts';
import { Location, QuotaOverride as Override } from '../schema/entities/stock.ts';

/** A daily quota for some days, both included (YYYY-MM-DD): of a location, or of a party over all its locations. */
export interface QuotaOverride {
  id: string;
  locationId: string | null;
  partyId: string | null;
  from: string;
  to: string;
  dailyQuota: number;
}

const ofParty = 'party/';
const subjectOf = ({ locationId, partyId }: Pick<QuotaOverride, 'locationId' | 'partyId'>): string =>
  partyId === null ? (locationId ?? '') : `${ofParty}${partyId}`;

type Row = { id: string; subject: string; fromDay: string; toDay: string; dailyQuota: number };
const overrideOf = ({ id, subject, fromDay, toDay, dailyQuota }: Row): QuotaOverride => ({
  id,
  ...(subject.startsWith(ofParty)
    ? { locationId: null, partyId: subject.slice(ofParty.length) }
    : { locationId: subject, partyId: null }),
  from: fromDay,
  to: toDay,
  dailyQuota,
});

/**
 * Adds an override and returns its id, or the override that it would overlap; null when there is no such location or
 * party.
 */
export async function addQuotaOverride(
  em: EntityManager,
  override: Omit<QuotaOverride, 'id'>,
): Promise<{ id: string } | { overlaps: QuotaOverride } | null> {
  const { locationId, partyId, from, to, dailyQuota } = override;
  const subject = subjectOf(override);
  const held = { fields: ['id'] as const, lockMode: LockMode.PESSIMISTIC_WRITE };
  return em.transactional(async (tx) => {
    const known = await (partyId === null
      ? tx.findOne(Location, { id: locationId ?? '' }, held)
      : tx.findOne(Party, { id: partyId }, held));
    if (!known) return null;
    const days = { fromDay: { $lte: to }, toDay: { $gte: from } };
    const overlaps = await tx.findOne(Override, { subject, ...days }, { orderBy: { fromDay: 'asc' } });
    if (overlaps) return { overlaps: overrideOf(overlaps) };
    const id = randomUUID();
    await tx.insert(Override, { id, subject, fromDay: from, toDay: to, dailyQuota });
    return { id };
  });
}

const most = 1000;

/** Overrides that have not ended by UTC's calendar, soonest first. */
export async function listQuotaOverrides(em: EntityManager): Promise<QuotaOverride[]> {
  const rows = await em.find(
    Override,
    { toDay: { $gte: raw('current_date - 1') } },
    { orderBy: { fromDay: 'asc', subject: 'asc' }, limit: most },
  );
  return rows.map(overrideOf);
}

/** Removes an override; false when there is none. */
export const removeQuotaOverride = async (em: EntityManager, id: string): Promise<boolean> =>
  (await em.nativeDelete(Override, { id })) > 0;
