// Intake: a list of orders in one statement, each with its own answer. The orders are stored when it returns; known
// orders are found again.
import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { crashPoint } from '../../crash-points.ts';
import { newOrder, type IntakeOrder } from '../../domain/intake/new-order.ts';
import type { Order } from '../../domain/order/order.ts';
import { orderNumberKey } from '../../domain/values/names.ts';
import type { Interval } from '../../domain/values/time.ts';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import type { Shortage } from '../../domain/inventory/sale.ts';
import { contentHashOf, fieldHashes } from './content-hash.ts';
import { orderCodec, type PartName } from './order-row.ts';
import { hasNumber } from './order-number.ts';
import { partNames, partTables } from './tables.ts';
import { sellUnderAllocations, type SaleResult } from '../inventory/selling.ts';
import { activatedNow } from '../sourcing/profiles.ts';
import { workingDaysOf } from '../../calendar/working-days.ts';
import { anyOfList } from '../connection/any-of.ts';
import { columnsOf, writeCtes, type Row } from '../connection/row-codec.ts';
import { slotError } from '../../domain/promise/slots.ts';

/** `slotDay`: the calendar day of the order's slot, if it has one. */
export interface Intake {
  channelId: string;
  order: IntakeOrder;
  slotDay?: Interval | undefined;
}
export type IntakeRefusal =
  | { kind: 'CONFLICT'; orderId: string; fields: string[] }
  | { kind: 'REFUSED'; findings: { code: string; detail: string }[] }
  | { kind: 'NOT_AVAILABLE'; short: Shortage[] }
  | { kind: 'SLOT_GONE'; field: 'from' | 'to'; detail: string };
export type IntakeAnswer = { kind: 'ACCEPTED' | 'REPEATED'; orderId: string; contentHash: string } | IntakeRefusal;

const noShortages: SaleResult['short'] = new Map();

/** Takes orders in. Database errors are thrown for the whole list: nothing was written then. */
export async function acceptOrders(em: EntityManager, intakes: Intake[]): Promise<IntakeAnswer[]> {
  const known = await loadKnown(em, intakes);
  const prepared = intakes.map((intake) => prepare(intake, known));
  crashPoint('before', 'commit intake');
  const good = prepared.filter((p) => p.findings.length === 0 && p.slotFault === null);
  const [free, counted] = [good.filter((p) => !p.underAllocations), good.filter((p) => p.underAllocations)];
  const { written, short } =
    counted.length === 0
      ? { written: await writeOrders(em, free), short: noShortages }
      : await sellUnderAllocations(em, counted, (tx, accepted, sales) =>
          writeOrders(tx, [...free, ...accepted], sales),
        );
  crashPoint('after', 'commit intake');
  const answers = prepared.map(async (p): Promise<IntakeAnswer> => {
    if (p.findings.length > 0) return { kind: 'REFUSED', findings: p.findings };
    const lacking = short.get(p.order.id);
    if (lacking) return { kind: 'NOT_AVAILABLE', short: lacking };
    if (written.has(p.order.id)) return { kind: 'ACCEPTED', orderId: p.order.id, contentHash: p.contentHash };
    const before = await compareWithStored(em, p);
    if (before) return before;
    if (p.slotFault) return { kind: 'SLOT_GONE', ...p.slotFault };
    if (!p.underAllocations) return acceptUnderAllocations(em, p.intake);
    throw new Error('the order was neither written nor there');
  });
  return Promise.all(answers);
}

/** Its channel got an allocation in the meantime: the order is counted as all others of the channel. */
async function acceptUnderAllocations(em: EntityManager, intake: Intake): Promise<IntakeAnswer> {
  const [answer] = await acceptOrders(em, [intake]);
  if (!answer) throw new Error('an order without an answer');
  return answer;
}

/** `activated`: the profile in force per method; without one the channel's own version applies. */
interface KnownChannel {
  id: string;
  policy: ChannelPolicy;
  currency: string;
  profileVersion: number;
  activated: Record<string, number>;
  hasAllocation: boolean;
}
interface Known {
  nowAt: number;
  channels: Map<string, KnownChannel>;
  skus: Set<string>;
  stores: Set<string>;
}

async function loadKnown(em: EntityManager, intakes: Intake[]): Promise<Known> {
  const list = (values: (string | null)[]): string => JSON.stringify([...new Set(values)]);
  const [row] = await em.execute<{ now: string; channels: KnownChannel[]; skus: string[]; stores: string[] }[]>(
    `select to_json(now()) #>> '{}' as now,
        (
          select coalesce(
            jsonb_agg(
              jsonb_build_object(
                'id', id, 'policy', policy, 'profileVersion', profile_version, 'currency', currency, 'hasAllocation',
                  c.id in (select jsonb_array_elements_text(channels) from allotment where in_force), 'activated',
                  (select coalesce(jsonb_object_agg(a.method, a.version), '{}') from ${activatedNow('c.id')})
              )
            ),
              '[]'
          )
          from channel c
          where id = ${anyOfList}
        ) as channels,
        (
          select coalesce(jsonb_agg(sku), '[]') from product where sku = ${anyOfList}
        ) as skus,
        (
          select coalesce(jsonb_agg(id), '[]') from location where id = ${anyOfList}
        ) as stores`,
    [
      list(intakes.map((i) => i.channelId)),
      list(intakes.flatMap((i) => i.order.lines.map((l) => l.sku))),
      list(intakes.map((i) => i.order.pickupLocationId)),
    ],
  );
  if (!row) throw new Error('the database answered nothing');
  return {
    nowAt: Date.parse(row.now),
    channels: new Map(row.channels.map((c) => [c.id, c])),
    skus: new Set(row.skus),
    stores: new Set(row.stores),
  };
}

/**
 * Orders of a channel that has an allocation, or refuses shortages, are counted; all others are written without
 * counting.
 */
interface Prepared {
  underAllocations: boolean;
  refuses: boolean;
  intake: Intake;
  order: Order;
  contentHash: string;
  contentFields: Record<string, string>;
  findings: { code: string; detail: string }[];
  slotFault: ReturnType<typeof slotError>;
}

function prepare(intake: Intake, known: Known): Prepared {
  const channel = known.channels.get(intake.channelId);
  if (!channel) throw new Error(`no channel ${intake.channelId}`);
  const { policy } = channel;
  const profileVersion = channel.activated[intake.order.method] ?? channel.profileVersion;
  const order = newOrder(intake.order, {
    id: randomUUIDv7(),
    channelId: intake.channelId,
    nowAt: known.nowAt,
    policy,
    currency: channel.currency,
    profileVersion,
    workingDays: policy.calendar && workingDaysOf(policy.calendar, known.nowAt),
    knownSkus: known.skus,
    knownStores: known.stores,
  });
  const contentFields = fieldHashes(intake.order);
  const contentHash = contentHashOf(contentFields);
  const refuses = channel.policy.onShortage === 'REFUSE';
  return {
    underAllocations: refuses || channel.hasAllocation,
    refuses,
    intake,
    order,
    contentHash,
    contentFields,
    findings: channel.policy.onFinding === 'REFUSE' ? order.intakeFindings : [],
    slotFault: order.slot && intake.slotDay ? slotError({ slot: order.slot, day: intake.slotDay }, known.nowAt) : null,
  };
}

/**
 * Writes all new orders in one statement; parts are written only with their order. An uncounted order is not written
 * once a rule in force names its channel.
 */
async function writeOrders(em: EntityManager, prepared: Prepared[], sales: Row[] = []): Promise<Set<string>> {
  if (prepared.length === 0) return new Set();
  const tables: Record<string, Row[]> = {
    order_contact: prepared.map(contactRow),
    timeline: prepared.map(timelineRow),
    channel_sale: sales,
  };
  for (const name of partNames) {
    const rows = prepared.flatMap(({ order }) => partRows(name, order));
    if (rows.length > 0) tables[partTables[name].table] = rows;
  }
  const [orders, uncounted] = [
    prepared.map(orderRow),
    new Set(prepared.filter((p) => !p.underAllocations).map((p) => p.intake.channelId)),
  ];
  const parts = writeCtes(
    Object.entries(tables).map(([table, rows]) => ({ table, rows })),
    'r.order_id in (select id from taken)',
  );
  const columns = columnsOf(orders);
  const rows = await em.execute<{ id: string }[]>(
    `with taken as (
        insert into orders (${columns})
        select ${columns}
        from jsonb_populate_recordset(null::orders, ?::jsonb)
        where channel_id <> all(array(select channels_with_share(?::jsonb)))
        on conflict (channel_id, lower(number_key), number_key) do nothing
        returning id
      )${parts.sql}
      select id
      from taken`,
    [JSON.stringify(orders), JSON.stringify([...uncounted]), ...parts.parameters],
  );
  return new Set(rows.map((r) => r.id));
}

const partRows = <P extends PartName>(name: P, order: Order): Row[] =>
  order[name].map((one) => ({ order_id: order.id, ...partTables[name].codec.toRow(one) }));

const orderRow = ({ order, intake, contentHash, contentFields }: Prepared): Row => ({
  ...orderCodec.toRow(order),
  number_key: orderNumberKey(order.channelOrderNumber),
  content_hash: contentHash,
  content_fields: contentFields,
  workflow_started_at: null,
  start_attempts: 0,
  start_after: null,
  distributor: intake.order.distributor,
  references: intake.order.references,
});

const contactRow = ({ order, intake }: Prepared): Row => ({
  order_id: order.id,
  buyer: intake.order.buyer,
  address: intake.order.address,
  buyer_note: intake.order.buyerNote,
});
const timelineRow = ({ order, intake }: Prepared): Row => ({
  order_id: order.id,
  seq: 1,
  at: new Date(order.receivedAt).toISOString(),
  actor: `channel:${intake.channelId}`,
  machine: 'ORDER',
  subject_id: order.id,
  from_state: null,
  to_state: 'RECEIVED',
  cause: 'intake',
  detail: null,
});

/**
 * Compares with the existing order of that number: the same content is the same order, other content is a conflict that
 * names its fields.
 */
async function compareWithStored(
  em: EntityManager,
  { intake, contentHash, contentFields }: Prepared,
): Promise<IntakeAnswer | null> {
  const [row] = await em.execute<{ id: string; content_hash: string; content_fields: Record<string, string> }[]>(
    `select o.id, o.content_hash, o.content_fields
      from (select ?::text as channel, ?::text as number) a
      join orders o on o.channel_id = a.channel and ${hasNumber('a.number')}`,
    [intake.channelId, orderNumberKey(intake.order.channelOrderNumber)],
  );
  if (!row) return null;
  if (row.content_hash === contentHash) return { kind: 'REPEATED', orderId: row.id, contentHash };
  return {
    kind: 'CONFLICT',
    orderId: row.id,
    fields: Object.keys({ ...row.content_fields, ...contentFields }).filter(
      (f) => contentFields[f] !== row.content_fields[f],
    ),
  };
}
