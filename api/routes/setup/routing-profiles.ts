// Routing profiles: written once, tried, compared, activated for a channel and method between dates, archived.
import { z } from 'zod';
import {
  activateProfile,
  addProfile,
  archiveProfile,
  listProfiles,
  readProfile,
  type ProfileRow,
} from '../../../db/sourcing/profiles.ts';
import { differencesOf } from '../../../domain/routing/profile-difference.ts';
import { methods } from '../../../domain/values/method.ts';
import { Result } from '../../contract/responses.ts';
import { pageOf, versionCursor, versionOf } from '../../http/cursor.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { Problem } from '../../http/problems.ts';
import { ProfileIn } from '../../contract/profile-in.ts';
import { actorOf } from '../../http/authenticate.ts';
import { route } from '../../http/route.ts';
import { instant, key, opaqueCursor, pageLimit } from '../../contract/order-in.ts';

const operator = ['operator'] as const;
const tag = 'routing';
const version = z.coerce.number().int().min(1).max(2_147_483_647);
const params = z.strictObject({ version });

async function profileOf(deps: ApiDeps, wanted: number): Promise<ProfileRow> {
  const row = await readProfile(deps.orm.em.fork(), wanted);
  if (!row) throw new Problem('NOT_FOUND', 'there is no such profile version');
  return row;
}

const written = [
  route({
    method: 'post',
    path: '/v1/routing/profiles',
    roles: operator,
    needs: 'planning',
    tag,
    summary: 'A new version, as a draft; it never changes',
    body: ProfileIn,
    answer: Result,
    status: 201,
    handle: async ({ body, deps }) => ({ version: await addProfile(deps.orm.em.fork(), body), state: 'DRAFT' }),
  }),
  route({
    method: 'get',
    path: '/v1/routing/profiles',
    roles: operator,
    needs: 'planning',
    tag,
    summary: 'All versions, the newest first, with where they are in force',
    answer: Result,
    query: z.strictObject({ cursor: opaqueCursor.optional(), limit: pageLimit(200, 50) }),
    handle: async ({ query, deps }) => {
      const rows = await listProfiles(deps.orm.em.fork(), {
        before: query.cursor === undefined ? null : versionOf(query.cursor),
        limit: query.limit,
      });
      return pageOf(
        rows.map(({ profile: _, ...row }) => row),
        query.limit,
        (last) => versionCursor(last.version),
      );
    },
  }),
  route({
    method: 'get',
    path: '/v1/routing/profiles/compare',
    roles: operator,
    needs: 'planning',
    tag,
    summary: 'The differences between two versions, by JSON pointer',
    answer: Result,
    query: z.strictObject({ a: version, b: version }),
    handle: async ({ query, deps }) => {
      const [a, b] = await Promise.all([profileOf(deps, query.a), profileOf(deps, query.b)]);
      return {
        a: { version: a.version, name: a.name },
        b: { version: b.version, name: b.name },
        differences: differencesOf(a.profile, b.profile),
      };
    },
  }),
  route({
    method: 'get',
    path: '/v1/routing/profiles/:version',
    roles: operator,
    needs: 'planning',
    tag,
    summary: 'One version with its rules and where it is in force',
    params,
    answer: Result,
    handle: async ({ params: { version: wanted }, deps }) => profileOf(deps, wanted),
  }),
];

const inForce = [
  route({
    method: 'post',
    path: '/v1/routing/profiles/:version/activate',
    roles: operator,
    needs: 'planning',
    tag,
    params,
    answer: Result,
    summary:
      'Put it in force for new orders of a channel and method between two instants; overlapping dates are ' +
      'refused, or cut the others back (replace)',
    body: z
      .strictObject({
        channelId: key,
        method: z.enum(methods),
        from: instant,
        to: instant.nullish(),
        replace: z.boolean().default(false),
      })
      .refine((b) => !b.to || b.to > b.from, { path: ['to'], message: 'ends before it begins' }),
    handle: async ({ params: { version: wanted }, body, principal, deps }) => {
      const answer = await activateProfile(deps.orm.em.fork(), {
        version: wanted,
        channelId: body.channelId,
        method: body.method,
        startsAt: body.from,
        endsAt: body.to ?? null,
        replace: body.replace,
        by: actorOf(principal),
      });
      if (answer.kind === 'UNKNOWN_PROFILE') throw new Problem('NOT_FOUND', 'there is no such profile version');
      if (answer.kind === 'UNKNOWN_CHANNEL')
        throw new Problem('VALIDATION', 'there is no such channel', {
          errors: [{ pointer: '/channelId', detail: 'unknown' }],
        });
      if (answer.kind === 'ARCHIVED')
        throw new Problem(
          'PROFILE_ARCHIVED',
          'an archived profile is not put in force again: make a new version of it',
        );
      if (answer.kind === 'OVERLAPS')
        throw new Problem(
          'ACTIVATION_OVERLAPS',
          `version ${answer.with.version} is in force from ${answer.with.from} ` +
            (answer.with.to === null ? 'until further notice' : `to ${answer.with.to}`),
          { errors: [{ pointer: '/from', detail: 'overlaps; replace: true cuts the other back' }] },
        );
      return profileOf(deps, wanted);
    },
  }),
  route({
    method: 'post',
    path: '/v1/routing/profiles/:version/archive',
    roles: operator,
    needs: 'planning',
    tag,
    summary: 'Archive a version: it cannot be activated again; orders that use it keep it',
    params,
    answer: Result,
    handle: async ({ params: { version: wanted }, deps }) => {
      const answer = await archiveProfile(deps.orm.em.fork(), wanted);
      if (answer === null) throw new Problem('NOT_FOUND', 'there is no such profile version');
      if (answer === 'ACTIVE')
        throw new Problem('PROFILE_ACTIVE', 'it is in force, or will be: see standingFor and activations');
      return profileOf(deps, wanted);
    },
  }),
];

export const routingProfileRoutes = [...written, ...inForce];
