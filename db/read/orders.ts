// Orders for people: one order, or a page of them.
import { raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { IntakeAddress } from '../../domain/intake/address.ts';
import type { OrderStatus } from '../../domain/order/states.ts';
import type { Method } from '../../domain/values/method.ts';
import { knownProfileKeys, storedOrder, type OrderAnswer, type StoredOrder } from '../order/read-order.ts';
import { asked } from '../connection/asked.ts';
import type { Caller } from '../schema/entities/caller.ts';
import { Order } from '../schema/entities/order.ts';
import { parsePublicId } from '../../domain/order/ids.ts';
import { orderNumberKey } from '../../domain/values/names.ts';
import { partInScope, seenBy, type PartKind, type PartRef } from './scope.ts';

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
  status?: OrderStatus | undefined;
  locationId?: string | undefined;
  from?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}
export interface OrderRow {
  id: string;
  channel: string;
  channelOrderNumber: string;
  status: OrderStatus;
  method: Method;
  currency: string;
  goodsMinor: number;
  receivedAt: string;
  closedAt: string | null;
}

/** The order has this number, however it is written. */
const numbered = (number: string) => ({
  [raw((order) => `lower(${order}.number_key) = lower(?)`, [orderNumberKey(number)])]: [],
});

/** The order has, or had, a part at this location. */
const workedOnAt = (locationId: string) => ({
  [raw(
    (order) => `exists (select 1 from fulfillment_order f where f.order_id = ${order}.id and f.location_id = ?)`,
    [locationId],
  )]: [],
});

/**
 * A page of orders, newest first, that this caller may see. The cursor is the id after which the page begins: ids
 * ascend with time.
 */
export async function searchOrders(
  em: EntityManager,
  caller: Caller,
  { channel, channelOrderNumber, status, locationId, from, cursor, limit }: OrderSearch,
): Promise<OrderRow[]> {
  const rows = await seenBy(em, caller).find(
    Order,
    {
      ...asked({ channel, status }),
      ...(channelOrderNumber === undefined ? {} : numbered(channelOrderNumber)),
      ...(locationId === undefined ? {} : workedOnAt(locationId)),
      ...(from === undefined ? {} : { receivedAt: { $gte: new Date(from).toISOString() } }),
      ...(cursor === undefined ? {} : { id: { $lt: cursor } }),
    },
    { fields: searched, orderBy: { id: 'desc' }, limit: limit + 1 },
  );
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel.id,
    channelOrderNumber: row.channelOrderNumber,
    status: row.status,
    method: row.method,
    currency: row.currency,
    goodsMinor: row.goodsMinor,
    receivedAt: toMillisecond(row.receivedAt),
    closedAt: row.closedAt === null ? null : toMillisecond(row.closedAt),
  }));
}
const searched = [
  'channel',
  'channelOrderNumber',
  'status',
  'method',
  'currency',
  'goodsMinor',
  'receivedAt',
  'closedAt',
] as const;

/** An instant as text: ISO 8601 in UTC, to the millisecond. */
const toMillisecond = (instant: string): string => new Date(instant).toISOString();

/** The version of an order for any caller; null when there is no such order. */
export async function orderVersion(em: EntityManager, id: string): Promise<number | null> {
  const order = await em.findOne(Order, { id }, { fields: ['version'], filters: { caller: false } });
  return order?.version ?? null;
}

/** The SQL of an instant as text: ISO 8601 in UTC. */
export const utcText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
