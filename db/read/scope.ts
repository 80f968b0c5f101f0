// The scope of a caller, enforced in the database: foreign and absent parts give the same result.
import type { EntityManager } from '@mikro-orm/postgresql';
import { Attention } from '../schema/entities/order-exceptions.ts';
import { Refund } from '../schema/entities/order-money.ts';
import type { Caller } from '../schema/entities/caller.ts';
import { Order } from '../schema/entities/order.ts';
import { parsePublicId } from '../../domain/order/ids.ts';

export interface PartRef {
  orderId: string;
  partId: string;
}

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** A fork that finds only those orders, fulfillment orders, offers and transfers that the caller may see. */
export function seenBy(em: EntityManager, { role, scope }: Caller): EntityManager {
  const fork = em.fork();
  fork.setFilterParams('caller', { role, scope });
  return fork;
}

/** Says whether the order exists and the caller may see it: its channel, or an operator. */
export const maySeeOrder = async (em: EntityManager, caller: Caller, orderId: string): Promise<boolean> =>
  isUuid(orderId) && (await seenBy(em, caller).count(Order, { id: orderId })) > 0;

/**
 * Says whether the caller may report cash for an order: a caller that may see it, the carrier of one of its parcels, or
 * a location that has accepted a part of it.
 */
export async function mayReportCash(em: EntityManager, caller: Caller, orderId: string): Promise<boolean> {
  if (caller.role === 'channel' || caller.role === 'operator' || !isUuid(orderId))
    return maySeeOrder(em, caller, orderId);
  const rows = await em.execute<unknown[]>(
    `select 1
      where (
        ?::text = 'carrier'
          and exists (select 1 from waybill where order_id = ? and carrier = ? and tracking_number is not null)
      )
       or (
         ?::text = 'location'
           and exists (
             select 1 from fulfillment_order where order_id = ? and location_id = ? and accepted_at is not null
           )
       )`,
    [caller.role, orderId, caller.scope, caller.role, orderId, caller.scope],
  );
  return rows.length > 0;
}

const partSql = {
  offer: 'select 1 from offer p where p.order_id = ? and p.id = ?',
  fulfillment_order: 'select 1 from fulfillment_order p where p.order_id = ? and p.id = ?',
  // also for the location that was asked and has sent the goods on to the buyer's store
  fulfillment_order_or_sent: `select 1
      from (
        select f.order_id, f.id, unnest(array[f.location_id, o.location_id]) as location_id
        from fulfillment_order f
        join offer o on o.order_id = f.order_id and o.fulfillment_order_id = f.id
      ) p
      where p.order_id = ? and p.id = ?`,
  cancellation: `select 1
      from (
        select c.order_id, c.id, f.location_id
        from cancellation c
        join fulfillment_order f on f.order_id = c.order_id and f.id = c.fulfillment_order_id
      ) p
      where p.order_id = ? and p.id = ?`,
} as const;
export type PartKind = keyof typeof partSql;

/** SQL with its parameters that selects a part for its location, its order's channel or an operator. */
export function partInScope(caller: Caller, kind: PartKind, ref: PartRef): { sql: string; parameters: string[] } {
  return {
    sql: `${partSql[kind]}
        and (
          ?::text = 'operator' or (?::text = 'location' and p.location_id = ?)
            or (?::text = 'channel' and exists (select 1 from orders o where o.id = p.order_id and o.channel_id = ?))
        )`,
    parameters: [ref.orderId, ref.partId, caller.role, caller.role, caller.scope, caller.role, caller.scope],
  };
}

/**
 * A part of an order by its public id, for its location, its order's channel, or an operator; null for all other
 * callers.
 */
export async function visiblePart(
  em: EntityManager,
  caller: Caller,
  { kind, id }: { kind: PartKind; id: string },
): Promise<PartRef | null> {
  const ref = parsePublicId(id);
  if (!ref) return null;
  const { sql, parameters } = partInScope(caller, kind, ref);
  return (await em.execute<unknown[]>(sql, parameters)).length > 0 ? ref : null;
}

/** Attention and refunds are visible to operators only. */
export async function operatorPart(
  em: EntityManager,
  table: 'attention' | 'refund',
  id: string,
): Promise<PartRef | null> {
  const ref = parsePublicId(id);
  if (!ref) return null;
  const { orderId: order, partId } = ref;
  const found = await (table === 'attention'
    ? em.count(Attention, { order, id: partId })
    : em.count(Refund, { order, id: partId }));
  return found > 0 ? ref : null;
}
