// Decisions of operators: holds, routing, attention, refunds by hand.
import { z } from 'zod';
import { operatorPart, type PartRef } from '../../../db/read/scope.ts';
import { locationExists } from '../../../db/setup/locations.ts';
import { profileExists, versionInForce } from '../../../db/sourcing/profiles.ts';
import { isForFinance, openAttention, type AttentionMark } from '../../../db/read/work.ts';
import { dueActions } from '../../../domain/audit/facts.ts';
import { escalationOf } from '../../../domain/order/escalation.ts';
import { parsePublicId, publicId, publicSubject } from '../../../domain/order/ids.ts';
import type { OwnerQueue } from '../../../domain/order/order.ts';
import { actions } from '../../../domain/rules/operator-decisions.ts';
import { attentionReasons, type AttentionReason } from '../../../domain/order/states.ts';
import { AttentionPage, Result } from '../../contract/responses.ts';
import { cursorOf, markOf, invalidCursor, pageOf } from '../../http/cursor.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { Problem } from '../../http/problems.ts';
import { requireScope } from '../../http/require-scope.ts';
import { route } from '../../http/route.ts';
import { sendMessage } from '../../messages/send-message.ts';
import {
  amountMinor,
  instant,
  int4,
  key,
  name,
  opaqueCursor,
  pageLimit,
  publicPartId,
  text,
} from '../../contract/order-in.ts';
import { visibleOrder } from '../channel/orders.ts';

const order = z.strictObject({ id: z.string().max(60) });
const part = z.strictObject({ id: publicPartId });
const support = { roles: ['operator'], needs: 'support', tag: 'operators' } as const;
const finance = { ...support, needs: 'finance' } as const;
const note = text(500).nullish();

async function operatorPartOf(deps: ApiDeps, table: 'attention' | 'refund', id: string): Promise<PartRef> {
  const ref = await operatorPart(deps.orm.em.fork(), table, id);
  if (!ref) throw new Problem('NOT_FOUND', `there is no such ${table}`);
  return ref;
}

const holds = [
  route({
    method: 'post',
    path: '/v1/orders/:id/holds',
    ...support,
    summary: 'Hold an order under a key; a deadline may release or cancel it',
    params: order,
    answer: Result,
    body: z
      .strictObject({
        key,
        reason: text(300).min(1),
        dueAt: instant.nullish(),
        dueAction: z.enum(dueActions).nullish(),
      })
      .refine((b) => !b.dueAction || b.dueAt, { path: ['dueAt'], message: 'a due action needs its instant' }),
    handle: async ({ params, body, principal, deps, idempotencyKey }) =>
      sendMessage(deps, principal, {
        orderId: await visibleOrder(deps, principal, params.id),
        name: 'placeHold',
        idempotencyKey,
        body: {
          key: body.key,
          reason: body.reason,
          dueAt: body.dueAt ?? null,
          dueAction: body.dueAction ?? (body.dueAt ? 'RELEASE' : null),
        },
      }),
  }),
  route({
    method: 'post',
    path: '/v1/orders/:id/holds/:key/release',
    ...support,
    summary: 'Release a key; an unknown key changes nothing',
    params: order.extend({ key: text(80).min(1) }),
    body: z.strictObject({ note }).default({}),
    answer: Result,
    handle: async ({ params, body, principal, deps, idempotencyKey }) =>
      sendMessage(deps, principal, {
        orderId: await visibleOrder(deps, principal, params.id),
        name: 'release',
        idempotencyKey,
        body: { key: params.key, note: body.note ?? null },
      }),
  }),
  route({
    method: 'post',
    path: '/v1/orders/:id/route',
    ...support,
    summary:
      'Route open quantities to a location or by the rules: this once by the profile in force now, or the ' +
      'one named; `delivery: STANDARD` drops same-day delivery',
    params: order,
    answer: Result,
    body: z
      .strictObject({
        locationId: name.nullish(),
        profileVersion: int4.min(1).nullish(),
        delivery: z.literal('STANDARD').optional(),
      })
      .default({}),
    handle: async ({ params, body, principal, deps, idempotencyKey }) => {
      const orderId = await visibleOrder(deps, principal, params.id);
      await checkRoute(deps, body);
      const profileVersion = body.profileVersion ?? (await versionInForce(deps.orm.em.fork(), orderId));
      return sendMessage(deps, principal, {
        orderId,
        name: 'route',
        idempotencyKey,
        body: { locationId: body.locationId ?? null, profileVersion, ...(body.delivery ? { nextDay: true } : {}) },
      });
    },
  }),
];

async function checkRoute(
  deps: ApiDeps,
  {
    locationId,
    profileVersion,
  }: { locationId?: string | null | undefined; profileVersion?: number | null | undefined },
): Promise<void> {
  const em = deps.orm.em.fork();
  if (typeof locationId === 'string' && !(await locationExists(em, locationId)))
    throw new Problem('VALIDATION', 'there is no such location', {
      errors: [{ pointer: '/locationId', detail: 'unknown' }],
    });
  if (typeof profileVersion === 'number' && !(await profileExists(em, profileVersion)))
    throw new Problem('VALIDATION', 'there is no such profile version', {
      errors: [{ pointer: '/profileVersion', detail: 'unknown' }],
    });
}

function attentionMark(cursor: string): AttentionMark {
  const { instant: openedAt, id } = markOf(cursor);
  const ref = parsePublicId(id);
  if (!ref) throw invalidCursor();
  return { openedAt, ...ref };
}

const attention = [
  route({
    method: 'get',
    path: '/v1/attention',
    ...support,
    summary: 'Open attention, oldest first, with owner, age, escalation and the possible actions',
    answer: AttentionPage,
    query: z.strictObject({
      owner: z.enum(['STORE', 'OPERATOR', 'FINANCE', 'CHANNEL'] satisfies OwnerQueue[]).optional(),
      reason: z.enum(attentionReasons).optional(),
      cursor: opaqueCursor.optional(),
      limit: pageLimit(200, 50),
    }),
    handle: async ({ query, deps }) => {
      const rows = await openAttention(deps.orm.em.fork(), {
        ...query,
        after: query.cursor === undefined ? null : attentionMark(query.cursor),
      });
      const page = pageOf(rows, query.limit, (last) =>
        cursorOf({ instant: last.openedAt, id: publicId(last.orderId, last.id) }),
      );
      const items = page.items.map(({ id, ...row }) => ({
        ...row,
        id: publicId(row.orderId, id),
        subjectId: row.subjectId && publicSubject(row.orderId, row.subjectId),
        actions: Object.keys(actions[row.reason as AttentionReason]),
        escalation: escalationOf(row.ageSeconds),
      }));
      return { ...page, items };
    },
  }),
  route({
    method: 'post',
    path: '/v1/attention/:id/resolve',
    ...support,
    summary: 'Resolve an attention with one of the actions from the list; one of finance needs the scope finance, too',
    params: part,
    body: z.strictObject({ action: name, note }),
    answer: Result,
    handle: async ({ params, body, principal, deps, idempotencyKey }) => {
      const ref = await operatorPartOf(deps, 'attention', params.id);
      if (!principal.scopes.includes('finance') && (await isForFinance(deps.orm.em.fork(), ref)))
        requireScope(principal, 'finance');
      return sendMessage(deps, principal, {
        orderId: ref.orderId,
        name: 'resolve',
        idempotencyKey,
        body: { attentionId: ref.partId, action: body.action, note: body.note ?? null },
      });
    },
  }),
];

const money = [
  route({
    method: 'post',
    path: '/v1/orders/:id/refunds',
    ...finance,
    summary: 'Refund by hand, at most what is left of the captured amount',
    params: order,
    body: z.strictObject({ paymentId: name, amountMinor: amountMinor.min(1), reason: text(300).min(1) }),
    answer: Result,
    handle: async ({ params, body, principal, deps, idempotencyKey }) =>
      sendMessage(deps, principal, {
        orderId: await visibleOrder(deps, principal, params.id),
        name: 'refund',
        idempotencyKey,
        body,
      }),
  }),
  route({
    method: 'post',
    path: '/v1/refunds/:id/retry',
    ...finance,
    summary: 'Try a refused refund again',
    params: part,
    answer: Result,
    handle: async ({ params, principal, deps, idempotencyKey }) => {
      const ref = await operatorPartOf(deps, 'refund', params.id);
      return sendMessage(deps, principal, {
        orderId: ref.orderId,
        name: 'retryRefund',
        idempotencyKey,
        body: { refundId: ref.partId },
      });
    },
  }),
  route({
    method: 'post',
    path: '/v1/refunds/:id/settle-outside',
    ...finance,
    summary: 'A refused refund was paid outside Baton, with this reference',
    params: part,
    body: z.strictObject({ reference: name }),
    answer: Result,
    handle: async ({ params, body, principal, deps, idempotencyKey }) => {
      const ref = await operatorPartOf(deps, 'refund', params.id);
      return sendMessage(deps, principal, {
        orderId: ref.orderId,
        name: 'markRefundedExternally',
        idempotencyKey,
        body: { refundId: ref.partId, reference: body.reference },
      });
    },
  }),
];

export const operatorRoutes = [...holds, ...attention, ...money];
