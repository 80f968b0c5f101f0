import { z } from 'zod';
import { ordersAtRisk } from '../../../db/read/promises.ts';
import { Result } from '../../contract/responses.ts';
import { cursorOf, markOf, invalidCursor, pageOf } from '../../http/cursor.ts';
import { route } from '../../http/route.ts';
import { key, opaqueCursor, pageLimit } from '../../contract/order-in.ts';

/** A mark whose id is an order id. */
function orderMark(cursor: string): { instant: string; id: string } {
  const mark = markOf(cursor);
  if (!z.uuid().safeParse(mark.id).success) throw invalidCursor();
  return mark;
}

export const promiseRoutes = [
  route({
    method: 'get',
    path: '/v1/orders-at-risk',
    roles: ['operator', 'channel'],
    needs: 'support',
    tag: 'orders',
    summary: 'Open orders whose ship-by is nearer than their handling takes, or has passed, the most urgent first',
    answer: Result,
    query: z.strictObject({
      channel: key.optional(),
      withinSeconds: z.coerce.number().int().min(0).max(31_536_000).optional(),
      cursor: opaqueCursor.optional(),
      limit: pageLimit(200, 50),
    }),
    handle: async ({ query, principal, deps }) => {
      const rows = await ordersAtRisk(deps.orm.em.fork(), principal, {
        channel: query.channel,
        withinSeconds: query.withinSeconds ?? null,
        after: query.cursor === undefined ? null : orderMark(query.cursor),
        limit: query.limit,
      });
      return pageOf(rows, query.limit, (last) => cursorOf({ instant: last.shipBy, id: last.orderId }));
    },
  }),
];
