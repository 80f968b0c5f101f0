// Parties, and the quotas they allot to their locations.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { PartySetup } from '../../domain/setup/party.ts';
import { Party } from '../schema/entities/channel.ts';

/** The locations of a party would have more orders a day than the party. Nothing was written. */
export class OverAllotted extends Error {
  readonly allotted: number;
  readonly limit: number;
  constructor(allotted: number, limit: number) {
    super(`${allotted} orders a day would be allotted of ${limit}`);
    this.allotted = allotted;
    this.limit = limit;
  }
}

/** Says whether there is a party with this id. */
export const partyExists = async (em: EntityManager, id: string): Promise<boolean> =>
  (await em.count(Party, { id })) > 0;

/**
 * Writes a party. Its quota counts the offers made since it was set. Throws OverAllotted when its locations already
 * have more.
 */
export async function putParty(em: EntityManager, party: PartySetup & { id: string }): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.upsert(Party, party);
    await checkAllotted(tx, party.id);
  });
}

/** Throws OverAllotted when a party's locations have more orders a day than the party. */
export async function checkAllotted(em: EntityManager, partyId: string): Promise<void> {
  const [row] = await em.execute<{ limit: number | null; allotted: number }[]>(
    `select p.daily_quota as "limit",
        (select coalesce(sum(daily_quota), 0)::float8 from location where party_id = p.id) as allotted
      from party p
      where p.id = ?`,
    [partyId],
  );
  if (row && row.limit !== null && row.allotted > row.limit) throw new OverAllotted(row.allotted, row.limit);
}
