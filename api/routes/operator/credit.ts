// The credit score of a location with its entries, and the credit policy.
import { z } from 'zod';
import { putCreditPolicy, readCredit } from '../../../db/performance/credit.ts';
import { performanceEvents, defaultWeights } from '../../../domain/performance/events.ts';
import { Result } from '../../contract/responses.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { instant, name, pageLimit } from '../../contract/order-in.ts';
import { ownLocation } from '../store/locations.ts';

const weight = z.number().min(-100).max(100);
const Weights = z.partialRecord(z.enum(performanceEvents), weight);

export const creditRoutes = [
  route({
    method: 'get',
    path: '/v1/locations/:id/credit',
    roles: ['location', 'operator'],
    needs: 'planning',
    tag: 'why',
    summary: 'Its credit score from 0 to 100, now or at an instant, with its events and the remaining weight of each',
    answer: Result,
    params: z.strictObject({ id: name }),
    query: z.strictObject({ at: instant.optional(), limit: pageLimit(500, 50) }),
    handle: async ({ params: { id }, query, principal, deps }) => {
      const seen = await readCredit(deps.orm.em.fork(), ownLocation(principal, id), {
        at: query.at ?? null,
        limit: query.limit,
      });
      if (!seen) throw new Problem('NOT_FOUND', 'there is no such location');
      return { locationId: id, ...seen };
    },
  }),
  route({
    method: 'put',
    path: '/v1/credit-policy',
    roles: ['operator'],
    needs: 'planning',
    tag: 'set-up',
    summary:
      'The base of all scores, the half-life of an event, and the weight of each; a missing weight keeps its default',
    answer: Result,
    body: z.strictObject({
      base: z.int().min(0).max(100).default(80),
      halfLifeDays: z.int().min(1).max(3650).default(30),
      weights: Weights.default({}),
    }),
    handle: async ({ body, deps }) => {
      await putCreditPolicy(deps.orm.em.fork(), body);
      return { ...body, weights: { ...defaultWeights, ...body.weights } };
    },
  }),
];
