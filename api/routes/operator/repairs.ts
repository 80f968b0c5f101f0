// Repairs: what was given up after many tries is tried again.
import { z } from 'zod';
import { carrierExists } from '../../../db/setup/carriers.ts';
import { retryParkedEvents } from '../../../db/tracking/carrier-events.ts';
import { key } from '../../contract/order-in.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';

export const repairRoutes = [
  route({
    method: 'post',
    path: '/v1/carriers/:id/retry-events',
    roles: ['operator'],
    needs: 'support',
    tag: 'operators',
    summary: 'Try the events of a carrier again that were given up; answers their number',
    params: z.strictObject({ id: key }),
    answer: z.object({ retried: z.int() }),
    handle: async ({ params, deps }) => {
      const em = deps.orm.em.fork();
      if (!(await carrierExists(em, params.id))) throw new Problem('NOT_FOUND', 'there is no such carrier');
      return { retried: await retryParkedEvents(em, params.id) };
    },
  }),
];
