// Availability for a channel that asks.
import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { availabilityOf, channelExists, skusAfter } from '../../../db/inventory/availability.ts';
import { sendSnapshot } from '../../../db/inventory/publishing.ts';
import { Result } from '../../contract/responses.ts';
import type { Principal } from '../../http/authenticate.ts';
import { keyCursor, keyOfCursor, pageOf } from '../../http/cursor.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { key, opaqueCursor, pageLimit, sku } from '../../contract/order-in.ts';

const params = z.strictObject({ id: key });
const AvailabilityPage = z
  .object({ items: z.array(z.object({ sku: z.string(), available: z.int() })), nextCursor: z.string().nullable() })
  .meta({ id: 'AvailabilityPage' });

/** The channel of the path, if it exists and the caller speaks for it. */
async function ownChannel(deps: ApiDeps, principal: Principal, id: string): Promise<string> {
  const own = principal.role === 'operator' ? await channelExists(deps.orm.em.fork(), id) : principal.scope === id;
  if (!own) throw new Problem('NOT_FOUND', 'there is no such channel');
  return id;
}

const snapshot = route({
  method: 'post',
  path: '/v1/channels/:id/availability/snapshot',
  roles: ['channel', 'operator'],
  needs: 'planning',
  tag: 'pool',
  summary: 'Send the channel all that it may sell, page by page; later changes follow in order',
  params,
  answer: Result,
  status: 202,
  handle: async ({ params: { id }, principal, deps }) => {
    const channelId = await ownChannel(deps, principal, id);
    const snapshotId = randomUUIDv7();
    return { snapshotId, pages: await sendSnapshot(deps.orm.em.fork(), channelId, snapshotId) };
  },
});

export const availabilityRoutes = [
  snapshot,
  route({
    method: 'get',
    path: '/v1/channels/:id/availability',
    roles: ['channel', 'operator'],
    needs: 'planning',
    tag: 'pool',
    summary: 'What the channel may still sell: its allocations less its sales, never more than the pool has',
    params,
    answer: AvailabilityPage,
    query: z.strictObject({ sku: sku.optional(), cursor: opaqueCursor.optional(), limit: pageLimit(1000, 200) }),
    handle: async ({ params: { id }, query, principal, deps }) => {
      const channelId = await ownChannel(deps, principal, id);
      const em = deps.orm.em.fork();
      const wanted =
        query.sku === undefined ? await skusAfter(em, keyOfCursor(query.cursor), query.limit + 1) : [query.sku];
      const { items: skus, nextCursor } = pageOf(wanted, query.limit, keyCursor);
      return { items: await availabilityOf(em, channelId, skus), nextCursor };
    },
  }),
];
