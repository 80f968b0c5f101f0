// Bearer keys: the role and the scope of a caller.
import { raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../../auth/api-key.ts';
import { ApiKey } from '../schema/entities/channel.ts';

/** `scope` is the channel, location or carrier of the key; an operator has none. */
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
