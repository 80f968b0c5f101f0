// The stock pool: logical warehouses, allocation rules, sales under them, and stock alerts.
import { defineEntity, p } from '@mikro-orm/core';
import type { AlertKind } from '../../../domain/inventory/alerts.ts';
import type { AllocationRule } from '../../../domain/inventory/allocation-rules.ts';
import { instant } from './instant.ts';
import { streamColumns } from './stream.ts';

const LogicalWarehouseSchema = defineEntity({
  name: 'LogicalWarehouse',
  tableName: 'logical_warehouse',
  properties: {
    id: p.string().primary().length(80),
    name: p.string(),
    parentId: p.string().length(80).strictNullable().comment('the warehouse that it is inside of, one level'),
    locations: () => p.oneToMany(WarehouseLocation).mappedBy('warehouse'),
  },
});
export class LogicalWarehouse extends LogicalWarehouseSchema.class {}
LogicalWarehouseSchema.setClass(LogicalWarehouse);

const WarehouseLocationSchema = defineEntity({
  name: 'WarehouseLocation',
  tableName: 'warehouse_location',
  checks: [{ name: 'warehouse_location_share_ck', expression: 'basis_points >= 1 and basis_points <= 10000' }],
  properties: {
    warehouse: () => p.manyToOne(LogicalWarehouse).primary().createForeignKeyConstraint(false),
    locationId: p.string().primary().length(80),
    basisPoints: p.integer().comment('of the location; over all warehouses at most 10000'),
  },
});
export class WarehouseLocation extends WarehouseLocationSchema.class {}
WarehouseLocationSchema.setClass(WarehouseLocation);
/** A set of allocation rules, immutable; at most one is in force. */
export const Allotment = defineEntity({
  name: 'Allotment',
  tableName: 'allotment',
  indexes: [
    {
      name: 'allotment_in_force',
      expression: 'create unique index allotment_in_force on allotment ((true)) where in_force',
    },
  ],
  properties: {
    version: p.integer().primary().autoincrement(),
    rules: p.json<AllocationRule[]>(),
    channels: p.json<string[]>().comment('those that some rule names'),
    note: p.string(),
    createdAt: instant().defaultRaw('now()'),
    createdBy: p.string(),
    inForce: p.boolean().default(false),
    activatedAt: instant().strictNullable(),
  },
});
/**
 * The units that had left each location before the rules in force began to count: the rest of `stock.handed_over` left
 * under them.
 */
export const AllocationBaseline = defineEntity({
  name: 'AllotmentStart',
  tableName: 'allocation_baseline',
  properties: {
    sku: p.string().primary().length(200),
    locationId: p.string().primary().length(80),
    handedOver: p.integer(),
  },
});
/**
 * The units that a channel has sold since the rules in force began, less cancelled ones; counted by intake and, for
 * cancelled lines, by the database itself.
 */
export const ChannelSold = defineEntity({
  name: 'ChannelSold',
  tableName: 'channel_sold',
  properties: { sku: p.string().primary().length(200), channelId: p.string().primary().length(80), sold: p.integer() },
});
/** A line sold under allocations. The check is the last line against a channel that sells more than its allocation. */
export const ChannelSale = defineEntity({
  name: 'ChannelSale',
  tableName: 'channel_sale',
  checks: [
    { name: 'channel_sale_no_oversell_ck', expression: 'not refuses or left_after >= 0' },
    { name: 'channel_sale_units_ck', expression: 'units >= 0' },
  ],
  properties: {
    orderId: p.uuid().primary(),
    lineId: p.string().primary().length(200),
    channelId: p.string().length(80),
    sku: p.string(),
    units: p.integer().comment('counted as sold under `version`; less when cancelled'),
    refuses: p.boolean().comment('the channel refuses what is not there'),
    leftAfter: p.integer().comment('what the channel could still sell after it'),
    version: p.integer().comment('of the rules; 0 without'),
  },
});
/** A notice to a channel that concerns no order, sent in order; one stream per channel. */
export const ChannelNotice = defineEntity({
  name: 'ChannelNotice',
  tableName: 'channel_notice',
  properties: {
    channelId: p.string().primary().length(80),
    seq: p.integer().primary(),
    event: p.string(),
    body: p.json<Record<string, unknown>>(),
    createdAt: instant(),
    acknowledgedAt: instant().strictNullable(),
  },
});
export const ChannelNoticeStream = defineEntity({
  name: 'ChannelNoticeStream',
  tableName: 'channel_notice_stream',
  properties: {
    channelId: p.string().primary().length(80),
    ...streamColumns(),
  },
});
/** The availability that a channel was last sent. */
export const PublishedAvailability = defineEntity({
  name: 'ChannelTold',
  tableName: 'published_availability',
  indexes: [
    {
      name: 'published_availability_due',
      expression: 'create index published_availability_due on published_availability (channel_id) where due',
    },
  ],
  properties: {
    channelId: p.string().primary().length(80),
    sku: p.string().primary().length(200),
    available: p.integer().strictNullable().comment('what it was told last; null: nothing yet'),
    due: p.boolean().comment('may have changed since'),
  },
});
export const StockAlert = defineEntity({
  name: 'StockAlert',
  tableName: 'stock_alert',
  indexes: [
    {
      name: 'stock_alert_open',
      expression: `create unique index stock_alert_open on stock_alert (kind, sku, location_id, channel_id)
          where closed_at is null`,
    },
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('uuidv7()'),
    kind: p.string().$type<AlertKind>().length(40),
    sku: p.string().length(200),
    locationId: p.string().length(80).comment('empty when it is about no location'),
    channelId: p.string().length(80).comment('empty when it is about no channel'),
    detail: p.text(),
    times: p.integer().comment('how often it was raised while open'),
    openedAt: instant().defaultRaw('now()'),
    lastAt: instant().defaultRaw('now()'),
    acknowledgedAt: instant().strictNullable(),
    acknowledgedBy: p.string().strictNullable(),
    closedAt: instant().strictNullable(),
  },
});
/** The cursor of the stock watch, in one row. */
export const StockWatchCursor = defineEntity({
  name: 'StockMark',
  tableName: 'stock_watch_cursor',
  properties: {
    id: p.integer().primary().autoincrement(false),
    at: instant().strictNullable().comment('what has moved until then was judged; null: look at everything'),
    leasedUntil: instant().strictNullable(),
  },
});
export const poolEntities = [
  LogicalWarehouse,
  WarehouseLocation,
  Allotment,
  AllocationBaseline,
  ChannelSold,
  ChannelSale,
  ChannelNotice,
  ChannelNoticeStream,
  PublishedAvailability,
  StockAlert,
  StockWatchCursor,
];
