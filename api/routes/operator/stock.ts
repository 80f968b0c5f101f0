// Stock adjustments: receipts, counts, corrections, damaged goods, safety stock; every change has an id and is booked
// once.
import { z } from 'zod';
import { availableToPromise, readLedger, readStock } from '../../../db/read/stock.ts';
import { adjustStock, type AdjustmentKind } from '../../../db/inventory/adjustments.ts';
import { Result } from '../../contract/responses.ts';
import type { Principal } from '../../http/authenticate.ts';
import { cursorOf, keyCursor, keyOfCursor, markOf, pageOf } from '../../http/cursor.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { reallocateShortage } from '../../messages/reallocate-shortage.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { key, opaqueCursor, pageLimit, sku, text } from '../../contract/order-in.ts';

const roles = ['operator'] as const;
const tag = 'stock';
const most = 10_000_000;
const some = z.int().min(1).max(most);
const StockIn = z.strictObject({ id: key, locationId: key, sku, quantity: z.int().min(0).max(most) });

interface StockMoveRoute {
  kind: AdjustmentKind;
  cause: string;
  body: z.output<typeof StockIn> & { reason?: string };
}

async function move(deps: ApiDeps, principal: Principal, { kind, cause, body }: StockMoveRoute) {
  const answer = await adjustStock(deps.orm.em.fork(), {
    kind,
    cause: `${cause}/${body.id}`,
    locationId: body.locationId,
    sku: body.sku,
    quantity: body.quantity,
    reason: body.reason,
  });
  if (answer.kind === 'UNKNOWN')
    throw new Problem('VALIDATION', `there is no such ${answer.field === 'sku' ? 'product' : 'location'}`, {
      errors: [{ pointer: `/${answer.field}`, detail: 'unknown' }],
    });
  if (answer.kind === 'CONFLICT')
    throw new Problem('ID_TAKEN', 'something else was booked under this id: each change needs an id of its own', {
      errors: [{ pointer: '/id', detail: 'taken' }],
    });
  if (answer.kind === 'TOO_FEW')
    throw new Problem('QUANTITY_INVALID', `only ${answer.free} are there`, {
      errors: [{ pointer: '/quantity', detail: `${answer.free} are there` }],
    });
  const { stock } = answer;
  return {
    ...stock,
    ...(await reallocateShortage(deps, principal, {
      ...body,
      cause: `${cause}/${body.id}`,
      short: stock.reserved - stock.onHand,
    })),
  };
}

const moves = [
  route({
    method: 'post',
    path: '/v1/stock/receipts',
    roles,
    needs: 'stock',
    tag,
    summary: 'A receipt of goods; a repeat under the same id changes nothing',
    body: StockIn.extend({ quantity: some }),
    answer: Result,
    handle: ({ body, principal, deps }) => move(deps, principal, { kind: 'RECEIPT', cause: 'receipt', body }),
  }),
  route({
    method: 'post',
    path: '/v1/stock/counts',
    roles,
    needs: 'stock',
    tag,
    summary: 'A count; offers that no longer fit are withdrawn, the newest first',
    body: StockIn,
    answer: Result,
    handle: ({ body, principal, deps }) => move(deps, principal, { kind: 'COUNT', cause: 'count', body }),
  }),
  route({
    method: 'post',
    path: '/v1/stock/adjustments',
    roles,
    needs: 'stock',
    tag,
    summary: 'A correction up or down, with its reason',
    body: StockIn.extend({
      quantity: z
        .int()
        .min(-most)
        .max(most)
        .refine((q) => q !== 0, 'not 0'),
      reason: text(200).min(1),
    }),
    answer: Result,
    handle: ({ body, principal, deps }) => move(deps, principal, { kind: 'ADJUSTMENT', cause: 'adjustment', body }),
  }),
  route({
    method: 'post',
    path: '/v1/stock/damaged',
    roles,
    needs: 'stock',
    tag,
    summary: 'Set units aside as damaged, or put them back on sale',
    body: StockIn.extend({
      quantity: some,
      direction: z.enum(['SET_ASIDE', 'BACK']),
      reason: text(200).min(1).optional(),
    }),
    answer: Result,
    handle: ({ body: { direction, ...body }, principal, deps }) =>
      move(deps, principal, {
        kind: direction === 'BACK' ? 'REPAIRED' : 'SET_ASIDE',
        cause: 'damaged',
        body: body as StockMoveRoute['body'],
      }),
  }),
  route({
    method: 'post',
    path: '/v1/stock/safety',
    roles,
    needs: 'stock',
    tag,
    summary: 'Set the safety stock of a product at a location',
    body: StockIn,
    answer: Result,
    handle: ({ body, principal, deps }) => move(deps, principal, { kind: 'SAFETY', cause: 'safety', body }),
  }),
];

const reading = [
  route({
    method: 'get',
    path: '/v1/stock',
    roles,
    needs: 'stock',
    tag,
    summary: 'Counters per location, by product and location; for one product also the promisable quantity',
    answer: Result,
    query: z.strictObject({
      sku: sku.optional(),
      locationId: key.optional(),
      cursor: opaqueCursor.optional(),
      limit: pageLimit(1000, 200),
    }),
    handle: async ({ query: { cursor, ...query }, deps }) => {
      const [sku = '', locationId = ''] = keyOfCursor(cursor).split(' ');
      const page = pageOf(
        await readStock(deps.orm.em.fork(), { ...query, after: { sku, locationId } }),
        query.limit,
        (last) => keyCursor(`${last.sku} ${last.locationId}`),
      );
      return { ...page, ...(query.sku === undefined ? {} : await availableToPromise(deps.orm.em.fork(), query.sku)) };
    },
  }),
  route({
    method: 'get',
    path: '/v1/stock/ledger',
    roles,
    needs: 'stock',
    tag,
    summary: 'Every change of a product at a location, newest first, with its cause',
    answer: Result,
    query: z.strictObject({ sku, locationId: key, cursor: opaqueCursor.optional(), limit: pageLimit(1000, 200) }),
    handle: async ({ query: { cursor, ...query }, deps }) =>
      pageOf(
        await readLedger(deps.orm.em.fork(), { ...query, after: cursor === undefined ? null : markOf(cursor) }),
        query.limit,
        (last) => cursorOf({ instant: last.at, id: last.cause }),
      ),
  }),
];

export const stockRoutes = [...moves, ...reading];
