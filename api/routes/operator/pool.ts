// The stock pool as planners divide it: logical warehouses, and rules that allocate their stock to channels.
import { z } from 'zod';
import {
  activateRules,
  errorsInRules,
  saveRules,
  listAllotments,
  readAllotment,
} from '../../../db/inventory/allotments.ts';
import { allocationEffects, skusAfter } from '../../../db/inventory/availability.ts';
import { listWarehouses, putWarehouse } from '../../../db/inventory/warehouses.ts';
import type { SetupError } from '../../../domain/inventory/setup-errors.ts';
import { Result } from '../../contract/responses.ts';
import { keyCursor, keyOfCursor, pageOf, versionCursor, versionOf } from '../../http/cursor.ts';
import { Problem } from '../../http/problems.ts';
import { actorOf } from '../../http/authenticate.ts';
import { route } from '../../http/route.ts';
import { int4, key, name, opaqueCursor, pageLimit, sku, text } from '../../contract/order-in.ts';

const roles = ['operator'] as const;
const tag = 'pool';
const basisPoints = z.int().min(0).max(10_000);
const Allocation = z
  .discriminatedUnion('kind', [
    z.strictObject({ channelId: key, kind: z.literal('PERCENT'), basisPoints }),
    z.strictObject({ channelId: key, kind: z.literal('FIXED'), quantity: int4.min(0) }),
    z.strictObject({ channelId: key, kind: z.literal('SHARED') }),
  ])
  .meta({
    id: 'Allocation',
    description:
      'To a channel; a shop is a channel. Fixed quantities first, percentages of what is left, the rest is shared',
  });
const Rule = z
  .strictObject({
    warehouseId: key,
    category: name.nullable().default(null),
    sku: sku.nullable().default(null),
    allocations: z.array(Allocation).max(200),
  })
  .meta({ id: 'AllocationRule' });
const rules = z.array(Rule).max(5000);
const version = z.coerce.number().int().min(1).max(2_147_483_647);
const byVersion = z.strictObject({ version });

function refuseErrors(faults: SetupError[]): void {
  if (faults.length > 0) throw new Problem('VALIDATION', faults[0]?.detail ?? '', { errors: faults.slice(0, 50) });
}
const unknownVersion = (): Problem => new Problem('NOT_FOUND', 'there is no such version');

const warehouses = [
  route({
    method: 'put',
    path: '/v1/warehouses/:id',
    roles,
    needs: 'planning',
    tag,
    summary: 'A logical warehouse: shares of locations in basis points, inside another one or not',
    params: z.strictObject({ id: key }),
    answer: Result,
    body: z.strictObject({
      name,
      parentId: key.nullable().default(null),
      locations: z
        .array(z.strictObject({ locationId: key, basisPoints: basisPoints.min(1).default(10_000) }))
        .max(2000)
        .default([]),
    }),
    handle: async ({ params, body, deps }) => {
      refuseErrors(await putWarehouse(deps.orm.em.fork(), { id: params.id, ...body }));
      return { id: params.id };
    },
  }),
  route({
    method: 'get',
    path: '/v1/warehouses',
    roles,
    needs: 'planning',
    tag,
    summary: 'All logical warehouses',
    answer: Result,
    handle: async ({ deps }) => ({ items: await listWarehouses(deps.orm.em.fork()) }),
  }),
];

const allotments = [
  route({
    method: 'post',
    path: '/v1/allotments',
    roles,
    needs: 'planning',
    tag,
    summary: 'Keep a set of allocation rules as the next version; it is not yet in force',
    body: z.strictObject({ rules, note: text(200).default('') }),
    answer: Result,
    status: 201,
    handle: async ({ body, principal, deps }) => {
      const kept = await saveRules(deps.orm.em.fork(), { ...body, by: actorOf(principal) });
      if ('faults' in kept) refuseErrors(kept.faults);
      return kept;
    },
  }),
  route({
    method: 'get',
    path: '/v1/allotments',
    roles,
    needs: 'planning',
    tag,
    summary: 'Versions of the rules, newest first',
    query: z.strictObject({ cursor: opaqueCursor.optional(), limit: pageLimit(200, 50) }),
    answer: Result,
    handle: async ({ query, deps }) => {
      const rows = await listAllotments(deps.orm.em.fork(), {
        before: query.cursor === undefined ? null : versionOf(query.cursor),
        limit: query.limit,
      });
      return pageOf(rows, query.limit, (last) => versionCursor(last.version));
    },
  }),
  route({
    method: 'get',
    path: '/v1/allotments/:version',
    roles,
    needs: 'planning',
    tag,
    summary: 'One version with its rules',
    params: byVersion,
    answer: Result,
    handle: async ({ params, deps }) => {
      const row = await readAllotment(deps.orm.em.fork(), params.version);
      if (!row) throw unknownVersion();
      return row;
    },
  }),
  route({
    method: 'post',
    path: '/v1/allotments/:version/activate',
    roles,
    needs: 'planning',
    tag,
    summary: 'Put a version in force: counting restarts with the quantities that are sold and have not left',
    params: byVersion,
    answer: Result,
    handle: async ({ params, deps }) => {
      const faults = await activateRules(deps.orm.em.fork(), params.version);
      if (faults === null) throw unknownVersion();
      refuseErrors(faults);
      return { version: params.version, inForce: true };
    },
  }),
];

const dryRun = route({
  method: 'post',
  path: '/v1/allotments/dry-run',
  roles,
  needs: 'planning',
  tag,
  summary: 'The gain and loss of each channel per product, a page of products at a time; writes nothing',
  answer: Result,
  body: z.union([z.strictObject({ rules }), z.strictObject({ version: int4.min(1) })]),
  query: z.strictObject({ cursor: opaqueCursor.optional(), limit: pageLimit(1000, 200) }),
  handle: async ({ body, query, deps }) => {
    const em = deps.orm.em.fork();
    const tried = 'rules' in body ? body.rules : (await readAllotment(em, body.version))?.rules;
    if (!tried) throw unknownVersion();
    refuseErrors(await errorsInRules(em, tried));
    const { items: skus, nextCursor } = pageOf(
      await skusAfter(em, keyOfCursor(query.cursor), query.limit + 1),
      query.limit,
      keyCursor,
    );
    return { items: await allocationEffects(em, tried, skus), products: skus.length, nextCursor };
  },
});

export const poolRoutes = [...warehouses, dryRun, ...allotments];
