// Stock alerts for planners: listed and acknowledged.
import { z } from 'zod';
import { acknowledgeAlert, listAlerts } from '../../../db/inventory/alerts.ts';
import { alertKinds } from '../../../domain/inventory/alerts.ts';
import { Result } from '../../contract/responses.ts';
import { pageOf } from '../../http/cursor.ts';
import { Problem } from '../../http/problems.ts';
import { actorOf } from '../../http/authenticate.ts';
import { route } from '../../http/route.ts';
import { flag, key, pageLimit, sku } from '../../contract/order-in.ts';

const roles = ['operator'] as const;
const tag = 'stock';

export const stockAlertRoutes = [
  route({
    method: 'get',
    path: '/v1/stock/alerts',
    roles,
    needs: 'stock',
    tag,
    summary: 'Stock alerts, newest first: the open ones, or the closed ones',
    answer: Result,
    query: z.strictObject({
      kind: z.enum(alertKinds).optional(),
      sku: sku.optional(),
      locationId: key.optional(),
      closed: flag.default(false),
      cursor: z.uuid().optional(),
      limit: pageLimit(200, 50),
    }),
    handle: async ({ query: { cursor, ...query }, deps }) => {
      const rows = await listAlerts(deps.orm.em.fork(), { ...query, before: cursor });
      return pageOf(rows, query.limit, (last) => last.id);
    },
  }),
  route({
    method: 'post',
    path: '/v1/stock/alerts/:id/acknowledge',
    roles,
    needs: 'stock',
    tag,
    summary: 'Acknowledge an alert; an alert about an event is closed by it',
    params: z.strictObject({ id: z.uuid() }),
    answer: Result,
    handle: async ({ params: { id }, principal, deps }) => {
      if (!(await acknowledgeAlert(deps.orm.em.fork(), id, actorOf(principal))))
        throw new Problem('NOT_FOUND', 'there is no such open alert');
      return { id };
    },
  }),
];
