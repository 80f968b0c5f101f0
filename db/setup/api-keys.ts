// Bearer keys: what a caller may speak for.
import { raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../../auth/api-key.ts';
import { ApiKey } from '../schema/entities/channel.ts';

/** `scope` is the channel, location or carrier that the key speaks for; an operator's is null. */
export interface KeyHolder {
  role: Role;
  name: string;
  scope: string | null;
}

/** The holder of the key with this hash; null when it is unknown or has expired. */
export async function holderOf(em: EntityManager, hash: string): Promise<KeyHolder | null> {
  return em.findOne(
    ApiKey,
    { hash, $or: [{ expiresAt: null }, { expiresAt: { $gt: raw('now()') } }] },
    { fields: ['role', 'name', 'scope'] },
  );
}
