// One order as one aggregate: loaded by one call of load_order (db/schema/functions), written back by one statement
// that names only what changed.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Change } from '../../domain/order/change.ts';
import { publicId } from '../../domain/order/ids.ts';
import type { Order } from '../../domain/order/order.ts';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import type { RoutingProfile } from '../../domain/routing/profile.ts';
import { reachingIds, type Reaching } from '../sourcing/carrier-terms.ts';
import { columnsOf, fromRow, toRow, writeCtes, type Row, type Write } from '../connection/row-codec.ts';

/** The lists of an order and their tables. */
export const partTables = {
  lines: 'order_line',
  fundAllocations: 'fund_allocation',
  payments: 'payment',
  holds: 'order_hold',
  attentions: 'attention',
  fulfillmentOrders: 'fulfillment_order',
  fulfillmentLines: 'fulfillment_line',
  offers: 'offer',
  cancellations: 'cancellation',
  pickupCodes: 'pickup_code',
  waybills: 'waybill',
  refunds: 'refund',
  exclusions: 'exclusion',
} as const;
type Part = keyof typeof partTables;
const parts = Object.keys(partTables) as Part[];

/** Columns of `orders` that the process does not know: intake and outbox own them. */
const foreignColumns = new Set([
  'channelId',
  'channelOrderNumber',
  'contentHash',
  'contentFields',
  'workflowStartedAt',
  'startAttempts',
  'startAfter',
  'distributor',
  'references',
  ...parts,
]);

/** `carriers` are those that deliver to where the order goes. */
export interface Loaded {
  order: Order;
  policy: ChannelPolicy;
  profile: RoutingProfile;
  products: Change['products'];
  nowAt: number;
  previousAnswer: { answer: unknown } | null;
  buyerBlocked: boolean;
  carriers: string[];
  decisions: number;
  writeBacks: number;
}

/**
 * Loads an order with what its rules need and, if this message was taken before, its answer; null when there is no such
 * order.
 */
export async function loadOrder(em: EntityManager, orderId: string, messageId = ''): Promise<Loaded | null> {
  const [row] = await em.execute<{ loaded: Record<string, unknown> | null }[]>('select load_order(?, ?) as loaded', [
    orderId,
    messageId,
  ]);
  if (!row?.loaded) return null;
  const l = row.loaded;
  const order = fromRow<Order>(l['order'] as Row);
  for (const part of parts)
    (order as unknown as Record<string, unknown>)[part] = (l[part] as Row[]).map((r) => fromRow(r));
  return {
    order,
    policy: l['policy'] as ChannelPolicy,
    profile: l['profile'] as RoutingProfile,
    products: l['products'] as Change['products'],
    nowAt: Date.parse(l['now'] as string),
    previousAnswer: l['taken'] as Loaded['previousAnswer'],
    buyerBlocked: l['blocked'] as boolean,
    carriers: reachingIds(l['carriers'] as Reaching[], order.destination),
    decisions: l['decisions'] as number,
    writeBacks: l['writeBacks'] as number,
  };
}

/** The order has moved since it was loaded: load it again and decide again. */
export class StaleOrder extends Error {}

export interface Saving {
  loaded: Loaded;
  change: Change;
  outcome: { messageId: string; name: string; answer: unknown };
}

/**
 * Writes what the change changed. The version guards everything: whoever loaded the order before somebody else wrote it
 * writes nothing and gets StaleOrder.
 */
export async function saveChange(em: EntityManager, { loaded, change, outcome }: Saving): Promise<void> {
  const { order } = change;
  const row = toRow(Object.fromEntries(Object.entries(order).filter(([key]) => !foreignColumns.has(key))));
  const columns = columnsOf([row]);
  const writes = writeCtes(
    [...changedParts(loaded.order, order), ...appended({ loaded, change, outcome })],
    'exists (select 1 from moved)',
  );
  const sql = `with moved as (
      update orders o set (${columns}) = (select ${columns} from jsonb_populate_record(null::orders, ?::jsonb))
      where o.id = ? and o.version = ?
      returning o.id
    )${writes.sql}
    select id
    from moved`;
  const rows = await em.execute<unknown[]>(sql, [
    JSON.stringify(row),
    order.id,
    loaded.order.version,
    ...writes.parameters,
  ]);
  if (rows.length === 0) throw new StaleOrder(order.id);
}

function changedParts(before: Order, after: Order): Write[] {
  return parts.map((part) => {
    const old = new Map<string, string>(before[part].map((r) => [r.id, JSON.stringify(r)]));
    const rows = after[part]
      .filter((r) => old.get(r.id) !== JSON.stringify(r))
      .map((r) => ({ order_id: after.id, ...toRow(r) }));
    return { table: partTables[part], rows, key: ['order_id', 'id'] };
  });
}

function appended({ loaded, change, outcome }: Saving): Write[] {
  const orderId = change.order.id;
  const at = new Date(change.at).toISOString();
  const { messageId, name, ...result } = outcome;
  return [
    {
      table: 'timeline',
      rows: change.timeline.map(({ from, to, ...t }) => ({
        order_id: orderId,
        ...toRow(t),
        at,
        from_state: from,
        to_state: to,
      })),
    },
    {
      table: 'routing_decision',
      rows: change.plans.map((plan, i) => ({
        order_id: orderId,
        seq: loaded.decisions + i + 1,
        at,
        profile_version: plan.profileVersion,
        plan,
      })),
    },
    { table: 'order_message', rows: [{ order_id: orderId, id: messageId, name, outcome: result, at }] },
    ...writeBackWrites(loaded, change, at),
  ];
}

function writeBackWrites(loaded: Loaded, change: Change, at: string): Write[] {
  const rows = change.writeBacks.map((w, i) => ({
    order_id: change.order.id,
    seq: loaded.writeBacks + i + 1,
    event: w.event,
    created_at: at,
    acknowledged_at: null,
    body: {
      orderId: change.order.id,
      channelOrderNumber: loaded.order.channelOrderNumber,
      at,
      ...w.data,
      ...(w.fulfillmentOrderId === undefined
        ? {}
        : { fulfillmentOrderId: publicId(change.order.id, w.fulfillmentOrderId) }),
    },
  }));
  if (rows.length === 0) return [];
  const stream = {
    order_id: change.order.id,
    last_seq: loaded.writeBacks + rows.length,
    sent_seq: 0,
    next_at: at,
    leased_until: null,
    attempts: 0,
    last_error: null,
    parked_at: null,
  };
  return [
    { table: 'write_back', rows },
    { table: 'write_back_stream', rows: [stream], key: ['order_id'], updateOnly: ['last_seq'] },
  ];
}
