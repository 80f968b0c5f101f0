// Orders for people: one order, or a page of them.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { IntakeAddress } from '../../domain/intake/new-order.ts';
import { knownProfileKeys, storedOrder, type OrderAnswer, type StoredOrder } from '../order/read-order.ts';
import { parsePublicId } from '../../domain/order/ids.ts';
import { partInScope, type Caller, type PartKind, type PartRef } from './scope.ts';

export interface Contact {
  buyer: { id?: string | null; name?: string | null; phone?: string | null; email?: string | null };
  address: IntakeAddress | null;
  buyerNote: string | null;
  distributor: string | null;
  references: Record<string, string>;
  contentHash: string;
}

/** The SQL of an order's personal data, as one JSON object. */
const contactJson = (orderId: string): string => `(
    select json_build_object(
      'buyer', c.buyer, 'address', c.address, 'buyerNote', c.buyer_note, 'distributor', o.distributor,
      'references', o."references", 'contentHash', o.content_hash
    )
    from order_contact c
    join orders o on o.id = c.order_id
    where c.order_id = ${orderId}
  )`;

export interface OrderWithContact {
  stored: StoredOrder;
  contact: Contact;
}

/** Whole orders with their personal data, by id, in one statement. Unknown ids are left out. */
export async function readOrders(
  em: EntityManager,
  orderIds: readonly string[],
): Promise<Map<string, OrderWithContact>> {
  const rows = await em.execute<{ id: string; read: OrderAnswer | null; contact: Contact | null }[]>(
    `select w.id, read_order(w.id, '', null, string_to_array(?, ',')) as read,
        ${contactJson('w.id')} as contact
      from unnest(string_to_array(?, ',')::uuid[]) w(id)`,
    [knownProfileKeys(em), [...new Set(orderIds)].join()],
  );
  return new Map(
    rows.flatMap(({ id, read, contact }) =>
      read && contact ? [[id, { stored: storedOrder(em, read), contact }] as const] : [],
    ),
  );
}

/** The order of a part with its personal data, if this caller may see the part; one statement. */
export async function readOrderOfPart(
  em: EntityManager,
  caller: Caller,
  { kind, id }: { kind: PartKind; id: string },
): Promise<(OrderWithContact & { ref: PartRef }) | null> {
  const ref = parsePublicId(id);
  if (!ref) return null;
  const visible = partInScope(caller, kind, ref);
  const [row] = await em.execute<{ read: OrderAnswer | null; contact: Contact | null }[]>(
    `select read_order(w.id, '', null, string_to_array(?, ',')) as read, ${contactJson('w.id')} as contact
      from (select ?::uuid as id) w
      where exists (${visible.sql})`,
    [knownProfileKeys(em), ref.orderId, ...visible.parameters],
  );
  return row?.read && row.contact ? { ref, stored: storedOrder(em, row.read), contact: row.contact } : null;
}

export interface OrderSearch {
  channel?: string | undefined;
  channelOrderNumber?: string | undefined;
  status?: string | undefined;
  locationId?: string | undefined;
  from?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}
export interface OrderRow {
  id: string;
  channel: string;
  channelOrderNumber: string;
  status: string;
  method: string;
  currency: string;
  goodsMinor: number;
  receivedAt: string;
  closedAt: string | null;
}

/**
 * A page of orders, newest first, that this caller may see. The cursor is the id after which the page begins: ids
 * ascend with time.
 */
export function searchOrders(em: EntityManager, caller: Caller, search: OrderSearch): Promise<OrderRow[]> {
  const where: [string, unknown][] = [];
  const add = (sql: string, value: unknown): void => {
    if (value !== undefined) where.push([sql, value]);
  };
  add('o.channel_id = ?', caller.role === 'channel' ? caller.scope : undefined);
  add('o.channel_id = ?', search.channel);
  add('o.channel_order_number = ?', search.channelOrderNumber);
  add('o.status = ?::order_status', search.status);
  add('exists (select 1 from fulfillment_order f where f.order_id = o.id and f.location_id = ?)', search.locationId);
  add('o.received_at >= to_timestamp(? / 1000.0)', search.from);
  add('o.id < ?::uuid', search.cursor);
  const sql = `select o.id, o.channel_id as channel, o.channel_order_number as "channelOrderNumber", o.status, o.method,
      o.currency, o.goods_minor::float8 as "goodsMinor", ${utcText('o.received_at')} as "receivedAt",
      ${utcText('o.closed_at')} as "closedAt"
    from orders o ${where.length > 0 ? `where ${where.map(([part]) => part).join(' and ')}` : ''}
    order by o.id desc
    limit ${Math.trunc(search.limit) + 1}`;
  return em.execute<OrderRow[]>(
    sql,
    where.map(([, value]) => value),
  );
}

/** The SQL of an instant as text: ISO 8601 in UTC. */
export const utcText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
