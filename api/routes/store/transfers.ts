// Transfers between locations: sent by one, received by the other, with the differences.
import { z } from 'zod';
import {
  dispatchTransfer,
  receiveTransfer,
  type Transfer,
  type TransferAnswer,
} from '../../../db/inventory/transfers.ts';
import { listTransfers } from '../../../db/read/transfers.ts';
import { parsePublicId } from '../../../domain/order/ids.ts';
import { Result } from '../../contract/responses.ts';
import { cursorOf, markOf, pageOf } from '../../http/cursor.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { key, opaqueCursor, pageLimit, transferLines } from '../../contract/order-in.ts';
import { ownLocation } from './locations.ts';

const roles = ['operator', 'location'] as const;
const tag = 'stock';

function presentTransfer(transfer: Transfer) {
  return {
    ...transfer,
    lines: transfer.lines.map((l) => ({ ...l, difference: l.received === null ? null : l.received - l.sent })),
  };
}

function transferOrProblem(answer: TransferAnswer) {
  if (answer.kind === 'DONE' || answer.kind === 'REPEATED') return presentTransfer(answer.transfer);
  if (answer.kind === 'NOT_FOUND') throw new Problem('NOT_FOUND', 'there is no such transfer');
  if (answer.kind === 'NO_DESTINATION')
    throw new Problem('VALIDATION', 'there is no such location', {
      errors: [{ pointer: '/toLocationId', detail: 'unknown' }],
    });
  if (answer.kind === 'CONFLICT')
    throw new Problem('ID_TAKEN', 'another transfer has this id', {
      errors: [{ pointer: '/id', detail: 'taken' }],
    });
  if (answer.kind === 'OF_ORDER')
    throw new Problem(
      'TRANSFER_OF_ORDER',
      `these goods are for a pickup: POST /v1/fulfillment-orders/${answer.transfer.id}/arrive`,
    );
  const at = { errors: [{ pointer: '/lines', detail: answer.sku }] };
  if (answer.kind === 'TOO_FEW') throw new Problem('QUANTITY_INVALID', `${answer.sku}: not enough free units`, at);
  throw new Problem(
    'VALIDATION',
    answer.kind === 'NOT_SENT' ? `${answer.sku} was not sent` : `${answer.sku}: there is no such product or location`,
    at,
  );
}

export const transferRoutes = [
  route({
    method: 'post',
    path: '/v1/transfers',
    roles,
    needs: 'stock',
    tag,
    summary: 'Dispatch goods to another location: off sale here at once, on sale there when received',
    answer: Result,
    body: z
      .strictObject({
        id: key.refine((id) => parsePublicId(id) === null, 'is the id of a part of an order'),
        fromLocationId: key,
        toLocationId: key,
        lines: transferLines(1).min(1),
      })
      .refine((b) => b.fromLocationId !== b.toLocationId, {
        path: ['toLocationId'],
        message: 'is where they come from',
      }),
    handle: async ({ body, principal, deps }) =>
      transferOrProblem(
        await dispatchTransfer(deps.orm.em.fork(), {
          id: body.id,
          from: ownLocation(principal, body.fromLocationId),
          to: body.toLocationId,
          lines: body.lines,
        }),
      ),
  }),
  route({
    method: 'post',
    path: '/v1/transfers/:id/receive',
    roles,
    needs: 'stock',
    tag,
    summary: 'Receive the goods: in full, or the quantities in the lines',
    params: z.strictObject({ id: key }),
    body: z.strictObject({ lines: transferLines(0).default([]) }).default({ lines: [] }),
    answer: Result,
    handle: async ({ params, body, principal, deps }) =>
      transferOrProblem(
        await receiveTransfer(deps.orm.em.fork(), {
          id: params.id,
          at: principal.role === 'operator' ? null : principal.scope,
          lines: body.lines,
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/v1/transfers',
    roles,
    needs: 'stock',
    tag,
    summary: 'Transfers, newest first; a location sees its own',
    answer: Result,
    query: z.strictObject({
      locationId: key.optional(),
      status: z.enum(['IN_TRANSIT', 'RECEIVED']).optional(),
      cursor: opaqueCursor.optional(),
      limit: pageLimit(200, 50),
    }),
    handle: async ({ query, principal, deps }) => {
      const locationId =
        principal.role === 'operator' ? query.locationId : ownLocation(principal, query.locationId ?? principal.scope);
      const rows = await listTransfers(deps.orm.em.fork(), principal, {
        locationId,
        status: query.status,
        before: query.cursor === undefined ? null : markOf(query.cursor),
        limit: query.limit,
      });
      return pageOf(rows.map(presentTransfer), query.limit, (last) =>
        cursorOf({ instant: last.dispatchedAt, id: last.id }),
      );
    },
  }),
];
