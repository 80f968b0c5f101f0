// Slots of same-day delivery: set by operators, read by channels and locations, with the remaining capacity of today.
import { z } from 'zod';
import { putDeliverySlots, slotsToday } from '../../../db/setup/delivery-slots.ts';
import { Result } from '../../contract/responses.ts';
import { keyCursor, keyOfCursor, pageOf } from '../../http/cursor.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { int4, key, opaqueCursor, pageLimit } from '../../contract/order-in.ts';
import { timeOfDay } from '../../contract/field-in.ts';

const tag = 'set-up';
const SlotIn = z
  .strictObject({ from: timeOfDay, to: timeOfDay, capacity: int4.min(0) })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'after from' });
const Slots = z.strictObject({ slots: z.array(SlotIn).max(48) }).superRefine(({ slots }, check) => {
  for (const [at, { from }] of slots.entries())
    if (slots.findIndex((one) => one.from === from) < at)
      check.addIssue({ code: 'custom', path: ['slots', at, 'from'], message: `${from} stands here twice` });
});

export const deliverySlotRoutes = [
  route({
    method: 'put',
    path: '/v1/locations/:id/delivery-slots',
    roles: ['operator'],
    needs: 'set-up',
    tag,
    summary:
      "The daily local times in which a location's same-day parcels are delivered, and the number of orders each takes",
    params: z.strictObject({ id: key }),
    body: Slots,
    answer: Result,
    handle: async ({ params, body, deps }) => {
      if (!(await putDeliverySlots(deps.orm.em.fork(), params.id, body.slots)))
        throw new Problem('NOT_FOUND', 'there is no such location');
      return { id: params.id };
    },
  }),
  route({
    method: 'get',
    path: '/v1/delivery-slots',
    roles: ['operator', 'location', 'channel'],
    needs: 'set-up',
    tag,
    summary:
      'The slots of locations, the remaining capacity of today, and the form in which an order requests one; ' +
      'a location sees its own',
    answer: Result,
    query: z.strictObject({ locationId: key.optional(), cursor: opaqueCursor.optional(), limit: pageLimit(500, 100) }),
    handle: async ({ query, principal, deps }) => {
      const foreign =
        principal.role === 'location' && query.locationId !== undefined && query.locationId !== principal.scope;
      const locationId = principal.role === 'location' ? principal.scope : (query.locationId ?? null);
      const rows = foreign
        ? []
        : await slotsToday(deps.orm.em.fork(), { locationId, after: keyOfCursor(query.cursor), limit: query.limit });
      return pageOf(rows, query.limit, (last) => keyCursor(last.locationId));
    },
  }),
];
