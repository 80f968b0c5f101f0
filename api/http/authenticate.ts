// Authentication: bearer keys, stored as hashes, each for one role and its scope; and the person behind a key.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Request } from 'express';
import { hashKey, type Role, type Scope } from '../../auth/api-key.ts';
import { holderOf, type KeyRow } from '../../db/setup/api-keys.ts';
import { readPerson } from '../../db/setup/persons.ts';
import { personCode } from '../contract/key-in.ts';
import { Problem } from './problems.ts';
import { remembered } from './remembered.ts';

export type { Role };
/** `scope` is the channel, location or carrier of the key; an operator has none, but `scopes`. */
export interface Principal {
  role: Role;
  /** Names the key in logs, timelines and histories. */
  keyId: string;
  scope: string;
  scopes: readonly Scope[];
  /** The code of the person behind the key, if the request named one. */
  person: string | null;
  /** When the key expires, if that is within 14 days. */
  expiresSoonAt: string | null;
}

/** A caller without a key, whose signature says who it is. */
export const keyless = (role: Role, scope: string): Principal => ({
  role,
  keyId: '',
  scope,
  scopes: [],
  person: null,
  expiresSoonAt: null,
});

/** Who acts, as histories and timelines name it: the role with its scope and key id, and the person if there is one. */
export const actorOf = ({ role, scope, keyId, person }: Principal): string =>
  [role, scope, keyId].filter((part) => part !== '').join(':') + (person === null ? '' : `/${person}`);

const cacheMs = 2000;

/**
 * Returns the principal of a request, without its person. Unknown, expired and revoked keys are UNAUTHENTICATED; a
 * revoked key works for 2 s more (cache).
 */
export function authenticator(fork: () => EntityManager): (req: Request) => Promise<Principal> {
  const keyOf = remembered((hash: string) => holderOf(fork(), hash), cacheMs);
  return async (req) => {
    const [, key] = /^Bearer ([\x21-\x7e]{8,200})$/.exec(req.get('authorization') ?? '') ?? [];
    if (!key) throw new Problem('UNAUTHENTICATED', 'send Authorization: Bearer <key>');
    const found = await keyOf(hashKey(key));
    if (!found) throw new Problem('UNAUTHENTICATED', 'the key is unknown');
    if (found.state !== 'USABLE') throw new Problem('UNAUTHENTICATED', endOf(found));
    return {
      role: found.role,
      keyId: found.id,
      scope: found.scope ?? '',
      scopes: found.scopes ?? [],
      person: null,
      expiresSoonAt: found.expiresSoon ? found.expiresAt : null,
    };
  };
}

/** Who has the key may know what became of it. */
const endOf = ({ id, state, revokedAt, expiresAt }: KeyRow): string =>
  state === 'REVOKED'
    ? `the key ${id} was revoked at ${revokedAt ?? ''}: ask for a new one`
    : `the key ${id} expired at ${expiresAt ?? ''}: ask for a new one (an operator with the scope keys makes it)`;

/**
 * Adds the person whom the header X-Person names. Who is not registered behind this key is PERSON_UNKNOWN, who has
 * ended PERSON_ENDED, within 2 s (cache).
 */
export function personFinder(fork: () => EntityManager): (req: Request, principal: Principal) => Promise<Principal> {
  const personOf = remembered(async (at: string) => {
    const [code = '', locationId = ''] = at.split(' ');
    const found = await readPerson(fork(), { locationId, code });
    if (found) return found;
    throw new Problem(
      'PERSON_UNKNOWN',
      `X-Person: ${code} is not registered behind this key; register it with PUT /v1/persons/${code}`,
    );
  }, cacheMs);
  return async (req, principal) => {
    const person = req.get('x-person');
    if (person === undefined) return principal;
    if (principal.role !== 'operator' && principal.role !== 'location')
      throw new Problem('PERSON_UNKNOWN', `X-Person: no person stands behind a ${principal.role}'s key; leave it out`);
    if (!personCode.safeParse(person).success)
      throw new Problem('PERSON_UNKNOWN', 'X-Person: 1 to 32 letters, digits, _ and -');
    const found = await personOf(`${person} ${principal.scope}`);
    if (found.endedAt !== null)
      throw new Problem(
        'PERSON_ENDED',
        `X-Person: ${person} has ended; register another code with PUT /v1/persons/{code}`,
      );
    return { ...principal, person };
  };
}
