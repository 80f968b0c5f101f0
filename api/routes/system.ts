// Health, readiness, metrics and capabilities of the API.
import { z } from 'zod';
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
    summary: 'Whether requests are welcome: PostgreSQL answers, and the process is not about to stop',
    answer: z.object({ ok: z.boolean(), postgresql: z.boolean(), temporal: z.boolean(), draining: z.boolean() }),
    statuses: [503],
    handle: async ({ deps, res }) => {
      const ready = await deps.readiness.read();
      if (!ready.ok) res.status(503);
      return ready;
    },
  }),
];
