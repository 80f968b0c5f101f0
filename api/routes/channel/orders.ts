// Intake, reading and search of orders.
import { z } from 'zod';
import type { IntakeRefusal } from '../../../db/order/take-in-orders.ts';
import { readOrders, searchOrders } from '../../../db/read/orders.ts';
import { maySeeOrder } from '../../../db/read/scope.ts';
import { workflowIdOf } from '../../../domain/order/ids.ts';
import { orderStatuses } from '../../../domain/order/states.ts';
import { Accepted, OrderBody, OrderPage } from '../../contract/responses.ts';
import type { Principal } from '../../http/authenticate.ts';
import { pageOf } from '../../http/cursor.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { presentOrder } from '../../contract/order-out.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { canonical, instant, name, PlaceOrder } from '../../contract/order-in.ts';

export const orderParams = z.strictObject({ id: z.string().max(60) });
export const both = ['channel', 'operator'] as const;

/** Throws NOT_FOUND unless the caller may see the order. */
export async function visibleOrder(deps: ApiDeps, principal: Principal, orderId: string): Promise<string> {
  if (!(await maySeeOrder(deps.orm.em.fork(), principal, orderId)))
    throw new Problem('NOT_FOUND', 'there is no such order');
  return orderId;
}

/** The order as this caller sees it. */
export async function showOrder(deps: ApiDeps, { role }: Principal, orderId: string) {
  const found = (await readOrders(deps.orm.em.fork(), [orderId])).get(orderId);
  if (!found) throw new Problem('NOT_FOUND', 'there is no such order');
  const temporalUrl =
    deps.temporalUiUrl &&
    `${deps.temporalUiUrl}/namespaces/${deps.namespace}/workflows/${encodeURIComponent(workflowIdOf(orderId))}`;
  const { order, nowAt, policy } = found.stored;
  return presentOrder(order, found.contact, { role, nowAt, handlingSeconds: policy.handlingSeconds, temporalUrl });
}

function intakeProblem(answer: IntakeRefusal, lines: { lineId: string }[]): Problem {
  if (answer.kind === 'SLOT_GONE')
    return new Problem('VALIDATION', answer.detail, {
      errors: [{ pointer: `/delivery/slot/${answer.field}`, detail: answer.detail }],
    });
  if (answer.kind === 'CONFLICT')
    return new Problem(
      'ORDER_CONFLICT',
      `the number is taken by order ${answer.orderId}, which differs in: ${answer.fields.join(', ')}`,
      { orderId: answer.orderId, fields: answer.fields },
    );
  if (answer.kind === 'NOT_AVAILABLE') {
    const errors = answer.short.map((s) => ({
      pointer: `/lines/${lines.findIndex((l) => l.lineId === s.lineId)}/quantity`,
      detail: `${s.left} of ${s.sku} left`,
    }));
    return new Problem(
      'NOT_AVAILABLE',
      answer.short.map((s) => `${s.sku}: ${s.wanted} wanted, ${s.left} left`).join('; '),
      { errors },
    );
  }
  return new Problem('ORDER_REFUSED', answer.findings.map((f) => f.detail).join('; '), {
    errors: answer.findings.map((f) => ({ pointer: `/${f.code}`, detail: f.detail })),
  });
}

const placeOrder = route({
  method: 'post',
  path: '/v1/orders',
  roles: ['channel'],
  tag: 'orders',
  summary: 'Take an order in: stored before the answer; a repeat gets the same answer',
  body: PlaceOrder,
  answer: Accepted,
  status: 201,
  statuses: [200],
  handle: async ({ body, principal, deps, res }) => {
    const answer = await deps.takeIn({
      channelId: principal.scope,
      order: canonical(body),
      slotDay: body.delivery?.slot?.from.day,
    });
    if (!('contentHash' in answer)) throw intakeProblem(answer, body.lines);
    res.status(answer.kind === 'ACCEPTED' ? 201 : 200).location(`/v1/orders/${answer.orderId}`);
    return {
      id: answer.orderId,
      channelOrderNumber: body.channelOrderNumber,
      contentHash: answer.contentHash,
      repeated: answer.kind === 'REPEATED',
    };
  },
});

const readOne = route({
  method: 'get',
  path: '/v1/orders/:id',
  roles: both,
  needs: 'support',
  tag: 'orders',
  summary: 'One order with all its parts, its waits and the allowed actions',
  params: orderParams,
  answer: OrderBody,
  handle: async ({ params, principal, deps }) =>
    showOrder(deps, principal, await visibleOrder(deps, principal, params.id)),
});

const search = route({
  method: 'get',
  path: '/v1/orders',
  roles: both,
  needs: 'support',
  tag: 'orders',
  summary: 'Orders, newest first',
  answer: OrderPage,
  query: z.strictObject({
    channel: name.optional(),
    channelOrderNumber: name.optional(),
    status: z.enum(orderStatuses).optional(),
    locationId: name.optional(),
    from: instant.optional(),
    cursor: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  handle: async ({ query, principal, deps }) => {
    const rows = await searchOrders(deps.orm.em.fork(), principal, query);
    return pageOf(rows, query.limit, (last) => last.id);
  },
});

export const orderRoutes = [placeOrder, readOne, search];
