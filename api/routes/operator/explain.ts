// The explanation of an order: its timeline, and the verdict on every candidate of every routing decision.
import { z } from 'zod';
import { readOrder } from '../../../db/order/read-order.ts';
import { readDecisions, readTimeline } from '../../../db/read/story.ts';
import { textOf } from '../../../domain/routing/explanation-text.ts';
import { Result } from '../../contract/responses.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { dryRun, format } from './dry-run.ts';
import { visibleOrder } from '../channel/orders.ts';

const params = z.strictObject({ id: z.string().max(60) });

export const explainRoutes = [
  route({
    method: 'get',
    path: '/v1/orders/:id/timeline',
    roles: ['operator', 'channel'],
    needs: 'support',
    tag: 'why',
    summary: 'The timeline: instant, actor, change and cause of every entry',
    params,
    answer: Result,
    handle: async ({ params: { id }, principal, deps }) => ({
      items: await readTimeline(deps.orm.em.fork(), await visibleOrder(deps, principal, id)),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/orders/:id/explanation',
    roles: ['operator'],
    needs: 'support',
    tag: 'why',
    params,
    query: format,
    answer: Result,
    plainText: true,
    summary:
      'Every routing decision: the rules tried, each candidate with its scores or why it is ineligible, the ' +
      'runner-up and what would have changed the choice; the findings of the audit; the frozen fund allocations',
    handle: async ({ params: { id }, query, principal, deps, res }) => {
      const loaded = await readOrder(deps.orm.em.fork(), await visibleOrder(deps, principal, id));
      if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
      const decisions = await readDecisions(deps.orm.em.fork(), loaded.order.id);
      if (query.format === 'text') {
        res
          .type('text/plain')
          .send(
            decisions.map(({ seq, at, plan }) => `Decision ${seq}, ${at}\n${textOf(plan)}\n`).join('\n') ||
              'Nothing was routed yet.\n',
          );
        return undefined;
      }
      const { order, profile } = loaded;
      return {
        audit: { findings: order.intakeFindings, holds: order.holds.map(({ key, reason }) => ({ key, reason })) },
        profile,
        decisions,
        shares: order.fundAllocations,
        refunds: order.refunds.map(({ cause, paymentId, amountMinor, lines }) => ({
          cause,
          paymentId,
          amountMinor,
          lines,
        })),
      };
    },
  }),
  dryRun,
];
