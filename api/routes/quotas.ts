// How much a day: of a party over all its locations, and for the days of a campaign.
import { z } from 'zod';
import { addQuotaOverride, listQuotaOverrides, OverAllotted, putLocation, putParty, removeQuotaOverride } from '../../db/quotas.ts';
import { Ok } from '../answers.ts';
import { mustKnow } from '../must-know.ts';
import { Problem } from '../problems.ts';
import { route } from '../route.ts';
import { int4, key, name } from '../schemas.ts';
import { LocationIn } from '../set-up-schemas.ts';

const roles = ['operator'] as const;
const tag = 'set-up';
const byId = z.strictObject({ id: key });
const daily = int4.min(0);

/** What a party has not cannot be allotted: the field that asks for it is wrong. */
async function within(allotting: Promise<void>): Promise<void> {
  await allotting.catch((error: unknown) => {
    if (!(error instanceof OverAllotted)) throw error;
    const detail = `the party's locations would have ${error.allotted} orders a day of its ${error.limit}`;
    throw new Problem('VALIDATION', `${detail}: raise its quota or lower theirs`, { errors: [{ pointer: '/dailyQuota', detail }] });
  });
}

const Override = z.strictObject({ locationId: key.nullish(), partyId: key.nullish(), from: z.iso.date('a day as YYYY-MM-DD'), to: z.iso.date('a day as YYYY-MM-DD'), dailyQuota: daily })
  .refine(({ locationId, partyId }) => Boolean(locationId) !== Boolean(partyId), { path: ['locationId'], error: 'give a locationId or a partyId' }).refine(({ from, to }) => from <= to, { path: ['to'], error: 'not before from' });

export const quotaRoutes = [
  route({
    method: 'put', path: '/v1/locations/:id', roles, tag, summary: 'A location: where, whose, when open, how much a day and an hour', params: byId, answer: Ok, body: LocationIn,
    handle: async ({ params, body, deps }) => {
      await mustKnow(deps, { table: 'party', column: 'id', value: body.partyId, pointer: '/partyId' });
      const { district = null, latitude = null, longitude = null, dailyQuota = null, hourlyQuota = null, hourlyCapacity = null } = body;
      await within(putLocation(deps.orm.em.fork(), { id: params.id, ...body, district, latitude, longitude, dailyQuota, hourlyQuota, hourlyCapacity }));
      return { id: params.id };
    },
  }),
  route({
    method: 'put', path: '/v1/parties/:id', roles, tag, summary: 'A party: head office, franchisee, operator; its daily quota is over all its locations, and what they have of it must fit', params: byId, answer: Ok,
    body: z.strictObject({ name, kind: z.enum(['HEAD_OFFICE', 'FRANCHISEE', 'OPERATOR']), dailyQuota: daily.nullish() }),
    handle: async ({ params, body, deps }) => {
      await within(putParty(deps.orm.em.fork(), { id: params.id, ...body, dailyQuota: body.dailyQuota ?? null }));
      return { id: params.id };
    },
  }),
  route({
    method: 'post', path: '/v1/quota-overrides', roles, tag, summary: 'Another daily quota from a day to a day, both included, of a location or of a party; no two may overlap', body: Override, answer: Ok, status: 201,
    handle: async ({ body, deps }) => {
      const added = await addQuotaOverride(deps.orm.em.fork(), { ...body, locationId: body.locationId ?? null, partyId: body.partyId ?? null });
      if (!added) throw new Problem('VALIDATION', 'there is no such location or party', { errors: [{ pointer: body.partyId ? '/partyId' : '/locationId', detail: 'unknown' }] });
      if ('overlaps' in added) throw new Problem('VALIDATION', `the days overlap with those of another: ${added.overlaps.from} to ${added.overlaps.to}`, { errors: [{ pointer: '/from', detail: `overlaps with ${added.overlaps.id}` }] });
      return added;
    },
  }),
  route({ method: 'get', path: '/v1/quota-overrides', roles, tag, summary: 'Overrides that are not over yet, soonest first', answer: Ok, handle: async ({ deps }) => ({ items: await listQuotaOverrides(deps.orm.em.fork()) }) }),
  route({
    method: 'delete', path: '/v1/quota-overrides/:id', roles, tag, summary: 'Take an override away', params: z.strictObject({ id: z.uuid() }), answer: Ok,
    handle: async ({ params, deps }) => {
      if (!(await removeQuotaOverride(deps.orm.em.fork(), params.id))) throw new Problem('NOT_FOUND', 'there is no such override');
      return { id: params.id };
    },
  }),
];
