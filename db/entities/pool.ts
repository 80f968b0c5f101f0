// One pool of stock: logical warehouses, who may sell what of them, what was sold of it, and what asks for a planner's eye.
import { defineEntity, p } from '@mikro-orm/core';
import type { AllocationRule } from '../../domain/pool/rules.ts';

export const LogicalWarehouse = defineEntity({
  name: 'LogicalWarehouse', tableName: 'logical_warehouse',
  properties: { id: p.string().primary().length(80), name: p.string(), parentId: p.string().length(80).nullable().comment('the warehouse that it is inside of, one level') },
});
export const WarehouseLocation = defineEntity({
  name: 'WarehouseLocation', tableName: 'warehouse_location', checks: [{ name: 'warehouse_location_share_ck', expression: 'basis_points between 1 and 10000' }],
  properties: { warehouseId: p.string().primary().length(80), locationId: p.string().primary().length(80), basisPoints: p.integer().comment('of the location; over all warehouses at most 10000') },
});
/** A set of allocation rules, immutable; at most one is in force. */
export const Allotment = defineEntity({
  name: 'Allotment', tableName: 'allotment',
  indexes: [{ name: 'allotment_in_force', expression: 'create unique index allotment_in_force on allotment ((true)) where in_force' }],
  properties: {
    version: p.integer().primary().autoincrement(), rules: p.json<AllocationRule[]>(), channels: p.json<string[]>().comment('those that some rule names'), note: p.string(), createdAt: p.datetime().defaultRaw('now()'), createdBy: p.string(),
    inForce: p.boolean().default(false), activatedAt: p.datetime().nullable(),
  },
});
/** What had left each place before the rules in force began to count: the rest of `stock.handed_over` left under them. */
export const AllotmentStart = defineEntity({
  name: 'AllotmentStart', tableName: 'allotment_start', properties: { sku: p.string().primary().length(80), locationId: p.string().primary().length(80), handedOver: p.integer() },
});
/** Units a channel has sold since the rules in force began, less those cancelled; kept by intake and, when a line is cancelled, by the database itself. */
export const ChannelSold = defineEntity({
  name: 'ChannelSold', tableName: 'channel_sold', properties: { channelId: p.string().primary().length(80), sku: p.string().primary().length(80), sold: p.integer() },
});
/** One line sold under shares. The check is the last line against a channel that sells more than it may. */
export const ChannelSale = defineEntity({
  name: 'ChannelSale', tableName: 'channel_sale',
  checks: [{ name: 'channel_sale_no_oversell_ck', expression: 'not refuses or left_after >= 0' }, { name: 'channel_sale_units_ck', expression: 'units >= 0' }],
  properties: {
    orderId: p.uuid().primary(), lineId: p.string().primary().length(200), channelId: p.string().length(80), sku: p.string(), units: p.integer().comment('counted as sold under `version`; less when cancelled'),
    refuses: p.boolean().comment('the channel refuses what is not there'), leftAfter: p.integer().comment('what the channel could still sell after it'), version: p.integer().comment('of the rules; 0 without'),
  },
});
export const poolEntities = [LogicalWarehouse, WarehouseLocation, Allotment, AllotmentStart, ChannelSold, ChannelSale];
