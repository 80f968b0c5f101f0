// The set-up of parties and locations: place, party, opening hours, quotas; and pauses.
import { z } from 'zod';
import { Result } from '../../contract/responses.ts';
import type { Principal } from '../../http/authenticate.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { requireExisting } from '../../http/require-existing.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { instant, key, orNull, text } from '../../contract/order-in.ts';
import { LocationIn, PartyIn } from '../../contract/setup-in.ts';
import { OverAllotted, partyExists, putParty } from '../../../db/setup/parties.ts';
import { putLocation, pauseLocation } from '../../../db/setup/locations.ts';

const roles = ['operator'] as const;
const tag = 'set-up';
const byId = z.strictObject({ id: key });

/** Turns OverAllotted into a VALIDATION problem for the quota field. */
async function refuseOverAllotted(allotting: Promise<void>): Promise<void> {
  await allotting.catch((error: unknown) => {
    if (!(error instanceof OverAllotted)) throw error;
    const detail = `the party's locations would have ${error.allotted} orders a day of its ${error.limit}`;
    throw new Problem('VALIDATION', `${detail}: raise its quota or lower theirs`, {
      errors: [{ pointer: '/dailyQuota', detail }],
    });
  });
}

async function pause(
  deps: ApiDeps,
  principal: Principal,
  of: { id: string; pause: { until: number | null; reason: string } | null },
) {
  const own = principal.role === 'operator' || principal.scope === of.id;
  if (!own || !(await pauseLocation(deps.orm.em.fork(), of.id, of.pause)))
    throw new Problem('NOT_FOUND', 'there is no such location');
  return { id: of.id, paused: of.pause !== null };
}

export const locationSetUpRoutes = [
  route({
    method: 'put',
    path: '/v1/locations/:id',
    roles,
    needs: 'set-up',
    tag,
    summary: 'A location: address, party, opening hours, quotas per day and hour',
    params: byId,
    answer: Result,
    body: LocationIn,
    handle: async ({ params, body, deps }) => {
      const em = deps.orm.em.fork();
      requireExisting(await partyExists(em, body.partyId), '/partyId');
      await refuseOverAllotted(putLocation(em, { id: params.id, ...body }));
      return { id: params.id };
    },
  }),
  route({
    method: 'put',
    path: '/v1/parties/:id',
    roles,
    needs: 'set-up',
    tag,
    summary:
      'A party: head office, franchisee, operator; its daily quota covers all its locations, and their quotas ' +
      'must fit into it',
    params: byId,
    answer: Result,
    body: PartyIn,
    handle: async ({ params, body, deps }) => {
      await refuseOverAllotted(putParty(deps.orm.em.fork(), { id: params.id, ...body }));
      return { id: params.id };
    },
  }),
  route({
    method: 'post',
    path: '/v1/locations/:id/pause',
    roles: ['operator', 'location'],
    needs: 'support',
    tag,
    summary: 'Pause a location: no new offers until an instant, or until it is resumed',
    params: byId,
    body: z.strictObject({ until: orNull(instant), reason: text(200).min(1).default('paused') }).prefault({}),
    answer: Result,
    handle: async ({ params, body, principal, deps }) =>
      pause(deps, principal, { id: params.id, pause: { until: body.until, reason: body.reason } }),
  }),
  route({
    method: 'post',
    path: '/v1/locations/:id/resume',
    roles: ['operator', 'location'],
    needs: 'support',
    tag,
    summary: 'Resume a location: it gets offers again',
    params: byId,
    answer: Result,
    handle: async ({ params, principal, deps }) => pause(deps, principal, { id: params.id, pause: null }),
  }),
];
