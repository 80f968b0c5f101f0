// Work lists of a location, and the attention list of operators.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FulfillmentStatus } from '../../domain/order/states.ts';
import { orderNumberKey } from '../../domain/values/names.ts';
import { anyOf } from '../connection/any-of.ts';
import type { Caller } from '../schema/entities/caller.ts';
import { Attention } from '../schema/entities/order-exceptions.ts';
import { FulfillmentOrder, Offer } from '../schema/entities/order-fulfillment.ts';
import { seenBy, type PartRef } from './scope.ts';

export interface WorkRow {
  orderId: string;
  id: string;
}

/** Live offers of a location, most urgent first. */
export async function liveOffers(
  em: EntityManager,
  caller: Caller,
  { locationId, limit }: { locationId: string; limit: number },
): Promise<WorkRow[]> {
  const offers = await seenBy(em, caller).find(
    Offer,
    { locationId, status: 'OFFERED' },
    { fields: ['order', 'fulfillmentOrderId'], orderBy: { deadlineAt: 'asc' }, limit },
  );
  return offers.map(({ order, fulfillmentOrderId }) => ({ orderId: order.id, id: fulfillmentOrderId }));
}

/** FOs of a location by status, newest first, after the cursor; one row more than the limit when others follow. */
export async function locationWork(
  em: EntityManager,
  caller: Caller,
  page: { locationId: string; status: FulfillmentStatus[]; cursor: PartRef | null; limit: number },
): Promise<WorkRow[]> {
  const { locationId, status, cursor, limit } = page;
  const rows = await seenBy(em, caller).find(
    FulfillmentOrder,
    { locationId, status: anyOf(status) },
    {
      fields: ['order', 'id'],
      orderBy: { order: 'desc', id: 'desc' },
      first: limit + 1,
      ...(cursor && { after: { order: cursor.orderId, id: cursor.partId } }),
    },
  );
  return rows.map(({ order, id }) => ({ orderId: order.id, id }));
}

export interface AttentionRow {
  orderId: string;
  id: string;
  reason: string;
  owner: string;
  subjectId: string | null;
  detail: string;
  openedAt: string;
  ageSeconds: number;
  channelOrderNumber: string;
}

/** The attention after which a page begins, with its opening instant in the database's full precision. */
export interface AttentionMark {
  openedAt: string;
  orderId: string;
  partId: string;
}

/** Open attention, oldest first; entries of the same instant by order and id. */
export function openAttention(
  em: EntityManager,
  search: { owner?: string | undefined; reason?: string | undefined; after: AttentionMark | null; limit: number },
): Promise<AttentionRow[]> {
  return em.execute(
    `select a.order_id as "orderId", a.id, a.reason, a.owner, a.subject_id as "subjectId", a.detail,
        to_json(a.opened_at) #>> '{}' as "openedAt", extract(epoch from now() - a.opened_at)::int as "ageSeconds",
        o.channel_order_number as "channelOrderNumber"
     from attention a
     join orders o on o.id = a.order_id
     where a.resolved_at is null and (?::text is null or a.owner = ?) and (?::text is null or a.reason::text = ?)
       and (?::timestamptz is null or (a.opened_at, a.order_id, a.id) > (?::timestamptz, ?::uuid, ?::text))
     order by a.opened_at, a.order_id, a.id limit ${Math.trunc(search.limit) + 1}`,
    [
      search.owner ?? null,
      search.owner ?? null,
      search.reason ?? null,
      search.reason ?? null,
      search.after?.openedAt ?? null,
      search.after?.openedAt ?? null,
      search.after?.orderId ?? null,
      search.after?.partId ?? null,
    ],
  );
}

/** Says whether an attention waits in the queue of finance. */
export const isForFinance = async (em: EntityManager, { orderId, partId }: PartRef): Promise<boolean> =>
  (await em.count(Attention, { order: orderId, id: partId, owner: 'FINANCE' })) > 0;

/**
 * The FO for a pickup order number at a location, in any state; of numbers that differ in capitals only the one as
 * typed, then the newest.
 */
export async function pickupByNumber(
  em: EntityManager,
  locationId: string,
  orderNumber: string,
): Promise<WorkRow | null> {
  const [row] = await em.execute<WorkRow[]>(
    `select f.order_id as "orderId", f.id
      from fulfillment_order f
      join orders o on o.id = f.order_id
      where f.location_id = ? and lower(o.number_key) = lower(?) and f.method = 'STORE_PICKUP'
      order by o.number_key = ? desc, f.created_at desc
      limit 1`,
    [locationId, ...[0, 1].map(() => orderNumberKey(orderNumber))],
  );
  return row ?? null;
}
