// Keys of callers: made, listed, rotated and revoked by operators with the scope `keys`.
import { z } from 'zod';
import { hashKey, roles as allRoles, type Scope } from '../../../auth/api-key.ts';
import {
  createKey,
  holderExists,
  keyById,
  listKeys,
  revokeKey,
  rotateKey,
  type KeyRights,
} from '../../../db/setup/api-keys.ts';
import { lifeDays, NewKeyIn, overlapHours } from '../../contract/key-in.ts';
import { KeyBody, KeyPage, MadeKeyBody } from '../../contract/key-out.ts';
import { flag, key, opaqueCursor, pageLimit } from '../../contract/order-in.ts';
import { actorOf, type Principal } from '../../http/authenticate.ts';
import { keyCursor, keyOfCursor, pageOf } from '../../http/cursor.ts';
import { Problem } from '../../http/problems.ts';
import { requireExisting } from '../../http/require-existing.ts';
import { route } from '../../http/route.ts';

const common = { roles: ['operator'], needs: 'keys', tag: 'keys' } as const;
const params = z.strictObject({ id: key });

const unknown = (): Problem => new Problem('NOT_FOUND', 'there is no such key; GET /v1/keys lists them');

/** A caller hands out no scope that its own key lacks. */
function requireOwnScopes(principal: Principal, wanted: readonly Scope[] | null): void {
  const missing = (wanted ?? []).filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0)
    throw new Problem('FORBIDDEN', `a key cannot hand out more than it has: this one lacks ${missing.join(', ')}`);
}

const sameRights = (a: KeyRights & { name: string }, b: KeyRights & { name: string }): boolean =>
  a.role === b.role && a.name === b.name && a.scope === b.scope && String(a.scopes) === String(b.scopes);

const create = route({
  ...common,
  method: 'post',
  path: '/v1/keys',
  summary:
    'A new key, shown in this answer only; the same words again, or the same Idempotency-Key, make no other key and ' +
    'show none',
  body: NewKeyIn,
  status: 201,
  statuses: [200],
  answer: MadeKeyBody,
  handle: async ({ body: { scope = null, scopes = null, ...body }, principal, idempotencyKey, deps, res }) => {
    const wanted = { ...body, scope, scopes };
    requireOwnScopes(principal, scopes);
    const em = deps.orm.em.fork();
    if (scope !== null) requireExisting(await holderExists(em, body.role, scope), '/scope');
    const request = hashKey(JSON.stringify([principal.keyId, idempotencyKey ?? wanted]));
    const { row, key: clear } = await createKey(em, { ...wanted, createdBy: actorOf(principal), request });
    if (!sameRights(row, wanted))
      throw new Problem('IDEMPOTENCY_KEY_REUSED', 'Idempotency-Key: it made another key; choose another one');
    if (clear === null) res.status(200);
    return { ...row, key: clear };
  },
});

const list = route({
  ...common,
  method: 'get',
  path: '/v1/keys',
  summary: 'Usable keys by id, or the ended ones; never their secrets',
  query: z.strictObject({
    role: z.enum(allRoles).optional(),
    scope: key.optional(),
    ended: flag.optional(),
    cursor: opaqueCursor.optional(),
    limit: pageLimit(500, 100),
  }),
  answer: KeyPage,
  handle: async ({ query: { cursor, ended = false, ...query }, deps }) =>
    pageOf(await listKeys(deps.orm.em.fork(), { ...query, ended, after: keyOfCursor(cursor) }), query.limit, ({ id }) =>
      keyCursor(id),
    ),
});

const rotate = route({
  ...common,
  method: 'post',
  path: '/v1/keys/:id/rotate',
  summary:
    'A new key with the same rights; the old one goes on for the overlap, then ends. A repeat makes no other key',
  params,
  body: z.strictObject({ overlapHours, days: lifeDays.optional() }).prefault({}),
  status: 201,
  statuses: [200],
  answer: MadeKeyBody,
  handle: async ({ params: { id }, body, principal, deps, res }) => {
    const old = await keyById(deps.orm.em.fork(), id);
    if (!old) throw unknown();
    requireOwnScopes(principal, old.scopes);
    const rotated = await rotateKey(deps.orm.em.fork(), {
      id,
      overlapHours: body.overlapHours,
      days: body.days ?? null,
      createdBy: actorOf(principal),
    });
    if (rotated === 'UNKNOWN') throw unknown();
    if (rotated === 'ENDED') throw new Problem('KEY_ENDED', 'it has nothing to hand on: make a new one, POST /v1/keys');
    if (rotated.key === null) res.status(200);
    return { ...rotated.row, key: rotated.key };
  },
});

const revoke = route({
  ...common,
  method: 'post',
  path: '/v1/keys/:id/revoke',
  summary: 'End a key: every process refuses it within 2 s; a repeat changes nothing',
  params,
  answer: KeyBody,
  handle: async ({ params: { id }, deps }) => {
    const revoked = await revokeKey(deps.orm.em.fork(), { id, evenLast: false });
    if (revoked === 'UNKNOWN') throw unknown();
    if (revoked === 'LAST')
      throw new Problem(
        'LAST_KEY',
        'it is the last usable key with the scope keys: make another first, or revoke it with `npm run key -- revoke`',
      );
    return revoked;
  },
});

export const keyRoutes = [create, list, rotate, revoke];
