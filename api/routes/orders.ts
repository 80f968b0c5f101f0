// Intake, reading, searching, and what a channel says about an order later.
import { z } from 'zod';
import type { IntakeRefusal } from '../../db/intake.ts';
import { amendContact, confirmReceipt } from '../../db/order-facts.ts';
import { loadOrder } from '../../db/order-store.ts';
import { readContact, searchOrders } from '../../db/read/orders.ts';
import { mayCollect, maySeeOrder } from '../../db/read/scope.ts';
import { publicId, workflowIdOf } from '../../domain/ids.ts';
import { destinationOf, isComplete } from '../../domain/intake.ts';
import { orderStatuses, type OrderStatus } from '../../domain/states.ts';
import { Accepted, Cancelled, Ok, OrderBody, OrderPage } from '../answers.ts';
import type { Principal } from '../auth.ts';
import { pageOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { presentOrder } from '../present.ts';
import { Problem } from '../problems.ts';
import { route } from '../route.ts';
import { say } from '../say.ts';
import { Address, canonical, instant, lineQuantity, name, PlaceOrder, text } from '../schemas.ts';

const orderParams = z.strictObject({ id: z.string().max(60) });
const both = ['channel', 'operator'] as const;

/** Throws NOT_FOUND unless the caller may see the order. */
export async function visibleOrder(deps: ApiDeps, principal: Principal, orderId: string): Promise<string> {
  if (!(await maySeeOrder(deps.orm.em.fork(), principal, orderId))) throw new Problem('NOT_FOUND', 'there is no such order');
  return orderId;
}

/** The order as this caller sees it. */
export async function showOrder(deps: ApiDeps, principal: Principal, orderId: string) {
  const em = deps.orm.em.fork();
  const loaded = await loadOrder(em, orderId);
  if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
  const temporalUrl = deps.temporalUiUrl && `${deps.temporalUiUrl}/namespaces/${deps.namespace}/workflows/${encodeURIComponent(workflowIdOf(orderId))}`;
  return presentOrder(loaded.order, await readContact(em, orderId), { role: principal.role, nowAt: loaded.nowAt, handlingSeconds: loaded.policy.handlingSeconds, temporalUrl });
}

function intakeProblem(answer: IntakeRefusal, lines: { lineId: string }[]): Problem {
  if (answer.kind === 'OTHER_CURRENCY') return new Problem('VALIDATION', `this channel sells in ${answer.currency}`, { errors: [{ pointer: '/currency', detail: `must be ${answer.currency}` }] });
  if (answer.kind === 'SLOT_GONE') return new Problem('VALIDATION', answer.detail, { errors: [{ pointer: `/delivery/slot/${answer.field}`, detail: answer.detail }] });
  if (answer.kind === 'CONFLICT') return new Problem('ORDER_CONFLICT', `the number is taken by order ${answer.orderId}, which differs in: ${answer.fields.join(', ')}`, { orderId: answer.orderId, fields: answer.fields });
  if (answer.kind === 'NOT_AVAILABLE') {
    const errors = answer.short.map((s) => ({ pointer: `/lines/${lines.findIndex((l) => l.lineId === s.lineId)}/quantity`, detail: `${s.left} of ${s.sku} left` }));
    return new Problem('NOT_AVAILABLE', answer.short.map((s) => `${s.sku}: ${s.wanted} wanted, ${s.left} left`).join('; '), { errors });
  }
  return new Problem('ORDER_REFUSED', answer.findings.map((f) => f.detail).join('; '), { errors: answer.findings.map((f) => ({ pointer: `/${f.code}`, detail: f.detail })) });
}

const placeOrder = route({
  method: 'post', path: '/v1/orders', roles: ['channel'], tag: 'orders', summary: 'Take an order in: durable before the answer, the same order again answers the same', body: PlaceOrder, answer: Accepted, status: 201, statuses: [200],
  handle: async ({ body, principal, deps, res }) => {
    const answer = await deps.takeIn({ channelId: principal.scope, order: canonical(body), slotDay: body.delivery?.slot?.from.day });
    if (!('contentHash' in answer)) throw intakeProblem(answer, body.lines);
    res.status(answer.kind === 'ACCEPTED' ? 201 : 200).location(`/v1/orders/${answer.orderId}`);
    return { id: answer.orderId, channelOrderNumber: body.channelOrderNumber, contentHash: answer.contentHash, repeated: answer.kind === 'REPEATED' };
  },
});

const readOrder = route({
  method: 'get', path: '/v1/orders/:id', roles: both, tag: 'orders', summary: 'One order, whole: where is it, why, what now', params: orderParams, answer: OrderBody,
  handle: async ({ params, principal, deps }) => showOrder(deps, principal, await visibleOrder(deps, principal, params.id)),
});

const search = route({
  method: 'get', path: '/v1/orders', roles: both, tag: 'orders', summary: 'Orders, newest first', answer: OrderPage,
  query: z.strictObject({
    channel: name.optional(), channelOrderNumber: name.optional(), status: z.enum(orderStatuses).optional(), locationId: name.optional(), from: instant.optional(), cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  handle: async ({ query, principal, deps }) => {
    const rows = await searchOrders(deps.orm.em.fork(), principal, query as typeof query & { status?: OrderStatus });
    return pageOf(rows, query.limit, (last) => last.id);
  },
});

const cancel = route({
  method: 'post', path: '/v1/orders/:id/cancel', roles: both, tag: 'orders', summary: 'Cancel all or some quantities; the answer says what became of each', params: orderParams, answer: Cancelled,
  body: z.strictObject({ kind: z.enum(['REQUEST', 'NOTICE']).default('REQUEST'), lines: z.array(lineQuantity).min(1).max(200).optional(), reason: text(300).min(1) }),
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    const orderId = await visibleOrder(deps, principal, params.id);
    const answer = await say(deps, principal, { orderId, name: 'cancel', idempotencyKey, body: { kind: body.kind, lines: body.lines ?? null, reason: body.reason } }) as { outcomes: { cancellationId?: string }[] };
    return { outcomes: answer.outcomes.map((o) => (o.cancellationId ? { ...o, cancellationId: publicId(orderId, o.cancellationId) } : o)) };
  },
});

/** Carrier and till report cash, and nothing else: of a payment that was to be collected at the door. */
async function mustBeCash(deps: ApiDeps, orderId: string, { paymentId, status }: { paymentId: string; status: string }): Promise<void> {
  const payment = (await loadOrder(deps.orm.em.fork(), orderId))?.order.payments.find((one) => one.id === paymentId);
  if (status !== 'CAPTURED' || (payment?.status !== 'ON_DELIVERY' && payment?.status !== 'CAPTURED')) throw new Problem('WRONG_STATE', 'who hands the goods over reports cash collected for a payment on delivery, nothing else');
}

const payments = route({
  method: 'post', path: '/v1/orders/:id/payments', roles: ['channel', 'operator', 'carrier', 'location'], tag: 'orders', summary: 'A payment was authorized, captured or failed; carrier and till say that it was collected at the door', params: orderParams, answer: Ok,
  body: z.strictObject({ paymentId: name, status: z.enum(['AUTHORIZED', 'CAPTURED', 'FAILED', 'VOIDED']), reference: text(200).nullish() }),
  handle: async ({ params: { id: orderId }, body, principal, deps, idempotencyKey }) => {
    if (!(await mayCollect(deps.orm.em.fork(), principal, orderId))) throw new Problem('NOT_FOUND', 'there is no such order');
    if (principal.role === 'carrier' || principal.role === 'location') await mustBeCash(deps, orderId, body);
    return say(deps, principal, { orderId, name: 'recordPayment', idempotencyKey, body: { ...body, reference: body.reference ?? null } });
  },
});

const choice = route({
  method: 'post', path: '/v1/orders/:id/pickup-choice', roles: both, tag: 'orders', summary: 'The buyer of a pickup order chooses another store, delivery, to wait for late goods, or cancels', params: orderParams, answer: Ok,
  body: z.union([z.strictObject({ locationId: name }), z.strictObject({ deliver: z.literal(true) }), z.strictObject({ wait: z.literal(true) }), z.strictObject({ cancel: z.literal(true) })]),
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    const chosen = 'locationId' in body ? { choice: 'STORE' as const, locationId: body.locationId } : { choice: 'deliver' in body ? 'DELIVER' as const : 'wait' in body ? 'WAIT' as const : 'CANCEL' as const, locationId: null };
    return say(deps, principal, { orderId: await visibleOrder(deps, principal, params.id), name: 'choosePickup', idempotencyKey, body: chosen });
  },
});

const amend = route({
  method: 'patch', path: '/v1/orders/:id', roles: both, tag: 'orders', summary: 'Change address, note or ship-by until the first label is made', params: orderParams, answer: OrderBody,
  body: z.strictObject({ address: Address.optional(), buyerNote: text(1000).nullable().optional(), shipBy: instant.optional() }).refine((b) => Object.keys(b).length > 0, 'say what changes: address, buyerNote or shipBy').meta({ minProperties: 1 }),
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    const orderId = await visibleOrder(deps, principal, params.id);
    const address = body.address ?? null;
    await say(deps, principal, { orderId, name: 'amend', idempotencyKey, body: { destination: destinationOf(address), addressComplete: address ? isComplete(address) : null, shipByAt: body.shipBy ?? null } });
    await amendContact(deps.orm.em.fork(), orderId, { address, ...(body.buyerNote === undefined ? {} : { buyerNote: body.buyerNote }) });
    return showOrder(deps, principal, orderId);
  },
});

const receipt = route({
  method: 'post', path: '/v1/orders/:id/receipt-confirmation', roles: both, tag: 'orders', summary: 'The buyer has confirmed the receipt', params: orderParams, answer: Ok,
  handle: async ({ params, principal, deps }) => {
    const orderId = await visibleOrder(deps, principal, params.id);
    const status = await confirmReceipt(deps.orm.em.fork(), orderId, `${principal.role}:${principal.scope || principal.name}`);
    if (status !== 'COMPLETED') throw new Problem('WRONG_STATE', `the order is ${status}: a receipt is confirmed when everything has arrived`);
    return { status };
  },
});

export const orderRoutes = [placeOrder, readOrder, search, cancel, payments, choice, amend, receipt];
