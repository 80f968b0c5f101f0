// Authentication: bearer keys, stored as hashes, each for one role and its scope.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Request } from 'express';
import { hashKey, type Role } from '../../auth/api-key.ts';
import { holderOf } from '../../db/setup/api-keys.ts';
import { Problem } from './problems.ts';

export type { Role };
/** `scope` is the channel, location or carrier of the key; an operator has none. */
export interface Principal {
  role: Role;
  name: string;
  scope: string;
}

interface Cached {
  principal: Principal | null;
  until: number;
}
const cacheMs = 2000;

/**
 * Returns the principal of a request. Unknown and expired keys get the same answer; a revoked key works for 2 s more
 * (cache).
 */
export function authenticator(fork: () => EntityManager): (req: Request) => Promise<Principal> {
  const cache = new Map<string, Cached>();
  return async (req) => {
    const [, key] = /^Bearer ([\x21-\x7e]{8,200})$/.exec(req.get('authorization') ?? '') ?? [];
    if (!key) throw new Problem('UNAUTHENTICATED', 'send Authorization: Bearer <key>');
    const hash = hashKey(key);
    const now = performance.now();
    let entry = cache.get(hash);
    if (!entry || entry.until < now) {
      if (cache.size > 5000) cache.clear();
      entry = { ...(await load(fork(), hash)), until: now + cacheMs };
      cache.set(hash, entry);
    }
    if (!entry.principal) throw new Problem('UNAUTHENTICATED', 'the key is unknown or has expired');
    return entry.principal;
  };
}

async function load(em: EntityManager, hash: string): Promise<Omit<Cached, 'until'>> {
  const holder = await holderOf(em, hash);
  return { principal: holder && { role: holder.role, name: holder.name, scope: holder.scope ?? '' } };
}
