// A location's work lists: offers to answer and FOs to process.
import { z } from 'zod';
import { liveOffers, locationWork, type WorkRow } from '../../../db/read/work.ts';
import { parsePublicId, publicId } from '../../../domain/order/ids.ts';
import { fulfillmentMoves, type FulfillmentStatus } from '../../../domain/order/states.ts';
import { FulfillmentPage } from '../../contract/responses.ts';
import type { Principal } from '../../http/authenticate.ts';
import { pageOf } from '../../http/cursor.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { showFulfillments } from '../../messages/show-fulfillment.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { name, pageLimit, partCursor } from '../../contract/order-in.ts';

const params = z.strictObject({ id: name });
const statuses = Object.keys(fulfillmentMoves) as [FulfillmentStatus, ...FulfillmentStatus[]];
const limit = pageLimit(100, 50);

/** The location of the path, if the caller speaks for it. */
export function ownLocation(principal: Principal, id: string): string {
  if (principal.role !== 'operator' && principal.scope !== id)
    throw new Problem('NOT_FOUND', 'there is no such location');
  return id;
}

const presentWork = (deps: ApiDeps, principal: Principal, rows: WorkRow[]) =>
  showFulfillments(
    deps,
    principal,
    rows.map(({ orderId, id }) => ({ orderId, partId: id })),
  );

export const locationRoutes = [
  route({
    method: 'get',
    path: '/v1/locations/:id/offers',
    roles: ['location', 'operator'],
    needs: 'support',
    tag: 'fulfillment',
    summary: 'Offers that wait for an answer, the most urgent first, with seconds left',
    params,
    query: z.strictObject({ limit }),
    answer: FulfillmentPage,
    handle: async ({ params: { id }, query, principal, deps }) => ({
      items: await presentWork(
        deps,
        principal,
        await liveOffers(deps.orm.em.fork(), principal, {
          locationId: ownLocation(principal, id),
          limit: query.limit,
        }),
      ),
      nextCursor: null,
    }),
  }),
  route({
    method: 'get',
    path: '/v1/locations/:id/fulfillment-orders',
    roles: ['location', 'operator'],
    needs: 'support',
    tag: 'fulfillment',
    summary: 'Accepted fulfillment orders, and those on their way here for buyers, newest first',
    params,
    query: z.strictObject({ status: z.enum(statuses).optional(), cursor: partCursor.optional(), limit }),
    answer: FulfillmentPage,
    handle: async ({ params: { id }, query, principal, deps }) => {
      const cursor = query.cursor === undefined ? null : parsePublicId(query.cursor);
      const rows = await locationWork(deps.orm.em.fork(), principal, {
        locationId: ownLocation(principal, id),
        status: query.status ? [query.status] : ['IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP'],
        cursor,
        limit: query.limit,
      });
      const page = pageOf(rows, query.limit, (last) => publicId(last.orderId, last.id));
      return { ...page, items: await presentWork(deps, principal, page.items) };
    },
  }),
];
