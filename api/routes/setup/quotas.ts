// Quota overrides, for the days of a campaign.
import { z } from 'zod';
import { addQuotaOverride, listQuotaOverrides, removeQuotaOverride } from '../../../db/setup/quotas.ts';
import { Result } from '../../contract/responses.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { int4, key, localDate, orNull } from '../../contract/order-in.ts';

const roles = ['operator'] as const;
const tag = 'set-up';
const daily = int4.min(0);

const Override = z
  .strictObject({ locationId: orNull(key), partyId: orNull(key), from: localDate, to: localDate, dailyQuota: daily })
  .refine(({ locationId, partyId }) => Boolean(locationId) !== Boolean(partyId), {
    path: ['locationId'],
    error: 'give a locationId or a partyId',
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'not before from' });

export const quotaRoutes = [
  route({
    method: 'post',
    path: '/v1/quota-overrides',
    roles,
    needs: 'planning',
    tag,
    summary: 'Another daily quota from a day to a day, both included, of a location or of a party; no two may overlap',
    body: Override,
    answer: Result,
    status: 201,
    handle: async ({ body, deps }) => {
      const added = await addQuotaOverride(deps.orm.em.fork(), body);
      if (!added)
        throw new Problem('VALIDATION', 'there is no such location or party', {
          errors: [{ pointer: body.partyId ? '/partyId' : '/locationId', detail: 'unknown' }],
        });
      if ('overlaps' in added)
        throw new Problem(
          'VALIDATION',
          `the days overlap with those of another: ${added.overlaps.from} to ${added.overlaps.to}`,
          { errors: [{ pointer: '/from', detail: `overlaps with ${added.overlaps.id}` }] },
        );
      return added;
    },
  }),
  route({
    method: 'get',
    path: '/v1/quota-overrides',
    roles,
    needs: 'planning',
    tag,
    summary: 'Current and future overrides, soonest first',
    answer: Result,
    handle: async ({ deps }) => ({ items: await listQuotaOverrides(deps.orm.em.fork()) }),
  }),
  route({
    method: 'delete',
    path: '/v1/quota-overrides/:id',
    roles,
    needs: 'planning',
    tag,
    summary: 'Remove an override',
    params: z.strictObject({ id: z.uuid() }),
    answer: Result,
    handle: async ({ params, deps }) => {
      if (!(await removeQuotaOverride(deps.orm.em.fork(), params.id)))
        throw new Problem('NOT_FOUND', 'there is no such override');
      return { id: params.id };
    },
  }),
];
