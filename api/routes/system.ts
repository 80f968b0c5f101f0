// Health, readiness, metrics and capabilities of the API.
import { z } from 'zod';
import { databaseAnswers } from '../../db/connection/clock.ts';
import { route } from '../http/route.ts';

export const systemRoutes = [
  route({
    method: 'get',
    path: '/healthz',
    roles: 'public',
    tag: 'system',
    summary: 'The process is alive',
    answer: z.object({ ok: z.boolean() }),
    handle: async () => Promise.resolve({ ok: true }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    roles: 'public',
    tag: 'system',
    summary: 'PostgreSQL and Temporal answer',
    answer: z.object({ ok: z.boolean(), postgresql: z.boolean(), temporal: z.boolean() }),
    statuses: [503],
    handle: async ({ deps, res }) => {
      const [postgresql, temporal] = await Promise.all([
        databaseAnswers(deps.orm.em.fork()),
        deps.connection
          .withDeadline(Date.now() + 2000, () =>
            deps.connection.workflowService.describeNamespace({ namespace: deps.namespace }),
          )
          .then(
            () => true,
            () => false,
          ),
      ]);
      const ok = postgresql && temporal;
      if (!ok) res.status(503);
      return { ok, postgresql, temporal };
    },
  }),
];
