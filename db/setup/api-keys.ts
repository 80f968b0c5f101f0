// Bearer keys: whose they are, and how they begin and end. A row never goes, so that the id in a timeline keeps its
// meaning; the clear text is never stored.
import type { EntityName, FilterQuery, InferEntity } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { hashKey, makeKey, type Role, type Scope } from '../../auth/api-key.ts';
import { anyOf, anyOfList } from '../connection/any-of.ts';
import { ApiKey, Channel } from '../schema/entities/channel.ts';
import { Carrier } from '../schema/entities/carrier.ts';
import { Location } from '../schema/entities/stock.ts';

/** The rights of a key: `scope` is its channel, location or carrier; an operator's key has `scopes` instead. */
export interface KeyRights {
  role: Role;
  scope: string | null;
  scopes: Scope[] | null;
}

export type KeyState = 'USABLE' | 'EXPIRED' | 'REVOKED';

/** A key as people may see it: never its hash. */
export interface KeyRow extends KeyRights {
  id: string;
  name: string;
  state: KeyState;
  createdAt: string;
  /** Who made it: role, key id and person, or `command`. */
  createdBy: string;
  expiresAt: string | null;
  /** It expires within 14 days, or has. */
  expiresSoon: boolean;
  lastUsedAt: string | null;
  revokedAt: string | null;
  rotatedFrom: string | null;
}

/** `key` is the clear text, which is known here and now only; null when the key was there already. */
export interface MadeKey {
  row: KeyRow;
  key: string | null;
}

export interface NewKey extends KeyRights {
  name: string;
  days: number;
  createdBy: string;
  /** Identifies the request: as long as its key is usable, a repeat makes no other. */
  request: string | null;
}

const keyRow = ({ hash: _hash, request: _request, expired, ...shown }: InferEntity<typeof ApiKey>): KeyRow => ({
  ...shown,
  state: shown.revokedAt !== null ? 'REVOKED' : expired ? 'EXPIRED' : 'USABLE',
});

/** A row as it is now, whatever this fork has read before. */
async function readKey(em: EntityManager, where: FilterQuery<InferEntity<typeof ApiKey>>): Promise<KeyRow | null> {
  const found = await em.findOne(ApiKey, where, { refresh: true });
  return found && keyRow(found);
}

/** The key with this hash; null when it is unknown, an ended one comes with its state. */
export const holderOf = (em: EntityManager, hash: string): Promise<KeyRow | null> => readKey(em, { hash });

/** A key by its id. */
export const keyById = (em: EntityManager, id: string): Promise<KeyRow | null> => readKey(em, { id });

const holders = { channel: Channel, location: Location, carrier: Carrier } as const;

/** Says whether there is such a channel, location or carrier. */
export async function holderExists(em: EntityManager, role: Role, id: string): Promise<boolean> {
  if (role === 'operator') return false;
  const [row] = await holdersOf(em, role, { id, limit: 1 });
  return row !== undefined;
}

/** The ids of channels, locations or carriers, the first ones in the order of ids. */
export async function holdersOf(
  em: EntityManager,
  role: Exclude<Role, 'operator'>,
  { id, limit }: { id?: string; limit: number },
): Promise<string[]> {
  const where = id === undefined ? {} : { id };
  const options = { fields: ['id'], orderBy: { id: 'asc' }, limit } as const;
  const rows = await em.find<{ id: string }>(holders[role] as EntityName<{ id: string }>, where, options as never);
  return rows.map((row) => row.id);
}

const usable = 'revoked_at is null and (expires_at is null or expires_at > now())';

/**
 * Makes a key that is valid from now for so many days; the repeat of a request gets the same row without the clear
 * text.
 */
export async function createKey(em: EntityManager, wanted: NewKey): Promise<MadeKey> {
  const { id, key } = makeKey();
  const { role, name, scope, scopes, days, createdBy, request } = wanted;
  await em.execute(`update api_key set request = null where request = ? and not (${usable})`, [request]);
  const inserted = await em.execute<{ id: string }[]>(
    `insert into api_key (id, hash, role, name, scope, scopes, expires_at, created_by, request)
      values (?, ?, ?, ?, ?, ?::jsonb, now() + make_interval(days => ?), ?, ?)
      on conflict (request) do nothing
      returning id`,
    [id, hashKey(key), role, name, scope, scopes && JSON.stringify(scopes), days, createdBy, request],
  );
  const made = inserted.length > 0;
  const row = await readKey(em, made ? { id } : { request });
  if (!row) throw new Error('the key of this request has just ended');
  return { row, key: made ? key : null };
}

export interface KeySearch {
  role?: Role | undefined;
  scope?: string | undefined;
  /** Ended keys instead of usable ones. */
  ended: boolean;
  after: string;
  limit: number;
}

/** Keys in the order of their ids, one more than the limit when others follow. */
export async function listKeys(em: EntityManager, { role, scope, ended, after, limit }: KeySearch): Promise<KeyRow[]> {
  const rows = await em.find(
    ApiKey,
    {
      id: { $gt: after },
      ...(role === undefined ? {} : { role }),
      ...(scope === undefined ? {} : { scope }),
      ...(ended ? { $or: [{ revokedAt: { $ne: null } }, { expired: true }] } : { revokedAt: null, expired: false }),
    },
    { orderBy: { id: 'asc' }, limit: limit + 1 },
  );
  return rows.map(keyRow);
}

export interface Rotation {
  id: string;
  /** How long the old key stays valid beside the new one, unless it expires sooner. */
  overlapHours: number;
  /** The life of the new key; null = as long as the old one's, or a year if that never expires. */
  days: number | null;
  createdBy: string;
}

/**
 * Makes a new key with the same rights, and ends the old one after the overlap. A key that was rotated already has its
 * successor returned, without the clear text. `ENDED`: an expired or revoked key has nothing to hand on.
 */
export async function rotateKey(em: EntityManager, wanted: Rotation): Promise<MadeKey | 'UNKNOWN' | 'ENDED'> {
  const { id, key } = makeKey();
  const inserted = await em.execute<{ id: string }[]>(
    `with ending as (
       update api_key set expires_at = least(expires_at, now() + make_interval(hours => ?))
       where id = ? and ${usable}
         and not exists (select from api_key next where next.rotated_from = api_key.id and next.revoked_at is null)
       returning new.*, coalesce(make_interval(days => ?::int), old.expires_at - old.created_at, interval '365 days')
         as life
     )
     insert into api_key (id, hash, role, name, scope, scopes, expires_at, created_by, rotated_from)
     select ?, ?, role, name, scope, scopes, now() + life, ?, id from ending
     on conflict (rotated_from) where revoked_at is null do nothing
     returning id`,
    [wanted.overlapHours, wanted.id, wanted.days, id, hashKey(key), wanted.createdBy],
  );
  const made = inserted.length > 0;
  const row = await readKey(em, made ? { id } : { rotatedFrom: wanted.id, revokedAt: null });
  if (row) return { row, key: made ? key : null };
  return (await keyById(em, wanted.id)) ? 'ENDED' : 'UNKNOWN';
}

/**
 * Revokes a key, at once; a repeat changes nothing. `LAST`: no other usable key has the scope `keys`, so that no
 * caller could make one any more; nothing was written, unless `evenLast`. Of two keys that revoke each other one stays.
 */
export async function revokeKey(
  em: EntityManager,
  { id, evenLast }: { id: string; evenLast: boolean },
): Promise<KeyRow | 'UNKNOWN' | 'LAST'> {
  const revoked = await em.execute<unknown[]>(
    `with makers as (
       select id from api_key where scopes @> '["keys"]' and ${usable} order by id for update
     )
     update api_key set revoked_at = now()
     where id = ? and revoked_at is null
       and (? or id not in (select id from makers) or exists (select from makers where makers.id <> api_key.id))
     returning id`,
    [id, evenLast],
  );
  const row = await keyById(em, id);
  if (!row) return 'UNKNOWN';
  return revoked.length === 0 && row.revokedAt === null ? 'LAST' : row;
}

/** Notes that these keys were used within the last minute, at most once a minute for each. */
export async function noteUse(em: EntityManager, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await em.execute(
    `with used as (
       select id from api_key
       where id = ${anyOfList}
         and (last_used_at is null or last_used_at < now() - interval '50 seconds')
       order by id
       for no key update skip locked
     )
     update api_key set last_used_at = now() from used where api_key.id = used.id`,
    [JSON.stringify(ids)],
  );
}

/** The number of usable keys that expire within 14 days and have no usable successor. */
export async function countExpiring(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ expiring: number }[]>(
    `select count(*)::int as expiring
      from api_key
      where ${usable} and expires_at < now() + interval '14 days'
        and not exists (select from api_key next where next.rotated_from = api_key.id and next.revoked_at is null)`,
  );
  return row?.expiring ?? 0;
}

/** The ids of usable keys among these hashes. */
export async function usableAmong(em: EntityManager, hashes: string[]): Promise<string[]> {
  const rows = await em.find(
    ApiKey,
    { hash: anyOf(hashes), revokedAt: null, expired: false },
    { fields: ['id'], orderBy: { id: 'asc' } },
  );
  return rows.map(({ id }) => id);
}

/** Says whether a usable key can make keys. */
export const keysCanBeMade = async (em: EntityManager): Promise<boolean> => {
  const [row] = await em.execute<{ there: boolean }[]>(
    `select exists (select from api_key where scopes @> '["keys"]' and ${usable}) as there`,
  );
  return row?.there === true;
};
