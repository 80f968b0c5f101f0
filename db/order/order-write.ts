// The argument of write_order: everything that one change writes, as rows.
import type { Alert } from '../../domain/inventory/alerts.ts';
import type { OpenMessage } from '../../domain/handle.ts';
import { countDifference } from '../../domain/inventory/alerts.ts';
import type { Answers } from '../../domain/order/answers.ts';
import type { Change, QuotaMove, StockMove } from '../../domain/order/change.ts';
import { publicId } from '../../domain/order/ids.ts';
import type { MessageName, MessageOf } from '../../domain/order/messages.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Refusal } from '../../domain/order/refusals.ts';
import { defaultWeights, reopensAt } from '../../domain/performance/events.ts';
import type { BoundedPlan } from '../../domain/routing/explanation.ts';
import type { TransferLines } from '../inventory/transfers.ts';
import type { Row } from '../connection/row-codec.ts';
import type { StoredOrder } from './read-order.ts';
import { fixedColumns, orderCodec, type PartName } from './order-row.ts';
import { partNames, partTables } from './tables.ts';

/** The argument of write_order. Instants in ISO 8601. Missing lists are empty. */
export interface OrderWrite {
  orderId: string;
  /** The version that was read; the write applies to no other. */
  version: number;
  /** The instant of the read, by the database's clock. */
  readAt: string;
  /** The changing columns of the order's row; without them only the message is written. */
  order?: Row;
  /** New or changed rows of parts, by the name of the part. */
  parts?: Partial<Record<PartName, Row[]>>;
  transfers?: { id: string; from?: string; to?: string; lines: TransferLines; received: boolean }[];
  quotas?: QuotaMove[];
  stock?: StockMove[];
  timeline?: Row[];
  decisions?: { seq: number; profileVersion: number; plan: BoundedPlan }[];
  message: { id: string; name: MessageName; outcome: { refusal?: Refusal; answer: Answers[MessageName] } };
  writeBacks?: { seq: number; event: string; body: object }[];
  lastWriteBack?: number;
  /** The carrier event that this message reports and that is applied with it. */
  carrierEvent?: { carrier: string; trackingNumber: string; event: string; at: string };
  alerts?: Alert[];
  performance?: { locationId: string; event: string; weight: number; pauseAfter: number; backAt: string | null }[];
}

/** The write of a refusal, so that a late attempt of the same message cannot be accepted afterwards. */
export const refusalWrite = (
  read: StoredOrder,
  message: Pick<MessageOf<MessageName>, 'id' | 'name'>,
  refusal: Refusal,
): OrderWrite => ({
  orderId: read.order.id,
  version: read.order.version,
  readAt: read.readAt,
  message: { id: message.id, name: message.name, outcome: { refusal, answer: null } },
});

/** Everything that a change writes, compared with the order that was read. */
export function orderWriteOf(
  read: StoredOrder,
  { change, message, answer }: Pick<OpenMessage, 'change' | 'message' | 'answer'>,
): OrderWrite {
  const { order } = change;
  const writeBacks = writeBacksOf(read, change);
  return {
    orderId: order.id,
    version: read.order.version,
    readAt: read.readAt,
    order: movingColumns(order),
    parts: changedParts(read.order, order),
    message: { id: message.id, name: message.name, outcome: { answer } },
    timeline: change.timeline.map(({ at: _, ...entry }) => entry),
    ...unlessEmpty('quotas', change.quota),
    ...unlessEmpty('stock', change.stock),
    ...unlessEmpty('decisions', decisionsOf(read, change)),
    ...unlessEmpty('transfers', transfersOf(read, change)),
    ...unlessEmpty('alerts', transferAlerts(read, change)),
    ...unlessEmpty('performance', performanceOf(change)),
    ...(writeBacks.length > 0 ? { writeBacks, lastWriteBack: read.writeBacks + writeBacks.length } : {}),
    ...carrierEventOf(order, message),
  };
}

function carrierEventOf(order: Order, { body }: MessageOf<MessageName>): Pick<OrderWrite, 'carrierEvent'> {
  if (!('event' in body)) return {};
  const waybill = order.waybills.find(({ id }) => id === body.waybillId);
  if (!waybill || waybill.trackingNumber === null) return {};
  const { carrier, trackingNumber } = waybill;
  return { carrierEvent: { carrier, trackingNumber, event: body.event, at: new Date(body.at).toISOString() } };
}

const unlessEmpty = <K extends string, T>(key: K, list: readonly T[]): Partial<Record<K, T[]>> =>
  list.length > 0 ? ({ [key]: list } as Record<K, T[]>) : {};

function movingColumns(order: Order): Row {
  const row = orderCodec.toRow(order);
  return Object.fromEntries(Object.entries(row).filter(([column]) => !fixedColumns.has(column)));
}

function changedParts(before: Order, after: Order): NonNullable<OrderWrite['parts']> {
  const parts: NonNullable<OrderWrite['parts']> = {};
  for (const name of partNames) {
    const rows = changedRows(name, before, after);
    if (rows.length > 0) parts[name] = rows;
  }
  return parts;
}

function changedRows<P extends PartName>(name: P, before: Order, after: Order): Row[] {
  const old = new Map(before[name].map((one) => [one.id, JSON.stringify(one)]));
  return after[name]
    .filter((one) => old.get(one.id) !== JSON.stringify(one))
    .map((one) => partTables[name].codec.toRow(one));
}

const decisionsOf = ({ decisions }: StoredOrder, { plans }: Change): NonNullable<OrderWrite['decisions']> =>
  plans.map((plan, i) => ({ seq: decisions + i + 1, profileVersion: plan.profileVersion, plan }));

const writeBacksOf = (read: StoredOrder, { order, at, writeBacks }: Change): NonNullable<OrderWrite['writeBacks']> =>
  writeBacks.map(({ event, data, fulfillmentOrderId }, i) => ({
    seq: read.writeBacks + i + 1,
    event,
    body: {
      orderId: order.id,
      channelOrderNumber: order.channelOrderNumber,
      at: new Date(at).toISOString(),
      ...data,
      ...(fulfillmentOrderId === undefined ? {} : { fulfillmentOrderId: publicId(order.id, fulfillmentOrderId) }),
    },
  }));

const bySku = <T extends { sku: string }>(lines: readonly T[]): T[] =>
  lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));

function transfersOf(read: StoredOrder, { order, transfers }: Change): NonNullable<OrderWrite['transfers']> {
  return transfers.map((transfer) => {
    const id = publicId(order.id, transfer.fulfillmentOrderId);
    if (transfer.kind === 'RECEIVED') return { id, lines: receivedLines(read, transfer), received: true };
    const lines = bySku(transfer.lines).map(({ sku, quantity }) => ({ sku, sent: quantity, received: null }));
    return { id, from: transfer.fromLocationId, to: transfer.toLocationId, lines, received: false };
  });
}

type Received = Extract<Change['transfers'][number], { kind: 'RECEIVED' }>;

/** The received quantity per product: as in the message, else as sent. */
function receivedLines({ transfers }: StoredOrder, { fulfillmentOrderId, lines }: Received) {
  const sent = transfers[fulfillmentOrderId];
  if (!sent) throw new Error(`no transfer of ${fulfillmentOrderId}`);
  return sent.map((line) => ({ ...line, received: lines.find((l) => l.sku === line.sku)?.quantity ?? line.sent }));
}

/** An alert for each product whose received quantity differs from the sent one. */
function transferAlerts(read: StoredOrder, { order, transfers }: Change): Alert[] {
  return transfers.flatMap((transfer) => {
    if (transfer.kind !== 'RECEIVED') return [];
    const fo = order.fulfillmentOrders.find(({ id }) => id === transfer.fulfillmentOrderId);
    return receivedLines(read, transfer)
      .filter(({ sent, received }) => received !== sent)
      .map(({ sku, sent, received }) =>
        countDifference({
          sku,
          locationId: fo?.locationId ?? '',
          difference: received - sent,
          where: `transfer ${publicId(order.id, transfer.fulfillmentOrderId)}`,
        }),
      );
  });
}

const performanceOf = (change: Change): NonNullable<OrderWrite['performance']> =>
  change.performance.map(({ locationId, event }) => ({
    locationId,
    event,
    weight: defaultWeights[event],
    pauseAfter: change.policy.pauseAfterExpiries,
    backAt:
      event === 'CLOSED_NOW' ? new Date(reopensAt(change.openIntervals(locationId), change.at)).toISOString() : null,
  }));
