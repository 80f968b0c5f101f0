// The set-up of locations, and their pauses.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { LocationSetup } from '../../domain/setup/location.ts';
import { Party } from '../schema/entities/channel.ts';
import { Location } from '../schema/entities/stock.ts';
import { checkAllotted } from './parties.ts';

/** Says whether there is a location with this id. */
export const locationExists = async (em: EntityManager, id: string): Promise<boolean> =>
  (await em.count(Location, { id })) > 0;

/** Writes a location; throws OverAllotted when its party's quota is exceeded. */
export async function putLocation(em: EntityManager, location: LocationSetup & { id: string }): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.findOne(Party, location.partyId, { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE });
    await tx.upsert(Location, location);
    await checkAllotted(tx, location.partyId);
  });
}

/**
 * Pauses a location until an instant, or until it is resumed; resuming resets the count of its consecutive expired
 * offers. False when there is no such location.
 */
export async function pauseLocation(
  em: EntityManager,
  id: string,
  pause: { until: number | null; reason: string } | null,
): Promise<boolean> {
  const changed = await em.nativeUpdate(
    Location,
    { id },
    pause
      ? {
          pausedUntil: pause.until === null ? 'infinity' : new Date(pause.until).toISOString(),
          pauseReason: pause.reason,
        }
      : { pausedUntil: null, pauseReason: null, expiriesInARow: 0 },
  );
  return changed > 0;
}
