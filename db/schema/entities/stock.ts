// Locations, products and stock.
import { defineEntity, p } from '@mikro-orm/core';
import type { OpeningHours } from '../../../domain/values/time.ts';
import type { DeliverySlot } from '../../../domain/promise/slots.ts';
import { locationKinds, type LocationSetup } from '../../../domain/setup/location.ts';
import type { Service } from '../../../domain/values/method.ts';
import { callerFilter } from './caller.ts';
import { instant } from './instant.ts';
import { oneOf } from './one-of.ts';

export const Location = defineEntity({
  name: 'Location',
  tableName: 'location',
  checks: [{ name: 'location_kind_ck', expression: oneOf('kind', locationKinds) }],
  properties: {
    id: p.string().primary().length(80),
    name: p.string(),
    kind: p.string().$type<LocationSetup['kind']>(),
    partyId: p.string(),
    province: p.string(),
    city: p.string(),
    district: p.string().strictNullable(),
    latitude: p.double().$type<number>().strictNullable(),
    longitude: p.double().$type<number>().strictNullable(),
    timeZone: p.string(),
    openingHours: p.json<OpeningHours>(),
    participating: p.boolean().default(true),
    autoAccept: p.boolean().default(false),
    carriers: p.json<string[]>(),
    methods: p.json<Service[]>().defaultRaw(`'["HOME_DELIVERY", "STORE_PICKUP"]'`).comment('that it offers'),
    hourlyCapacity: p
      .integer()
      .strictNullable()
      .comment('orders it handles in an hour: with more waiting it is congested; null = no limit'),
    dailyQuota: p.integer().strictNullable().comment('most orders a local day; null = no limit'),
    hourlyQuota: p.integer().strictNullable().comment('most orders a local hour; null = no limit'),
    expiriesInARow: p
      .integer()
      .fieldName('expiries_in_a_row')
      .default(0)
      .comment('silent offers since it last answered'),
    deliverySlots: p
      .json<DeliverySlot[]>()
      .defaultRaw(`'[]'`)
      .comment(
        'times of each day in which same-day parcels are brought: local from and to, HH:MM, and how many orders',
      ),
    pausedUntil: instant().strictNullable().comment('infinity: until it answers or an operator resumes it'),
    pauseReason: p.string().strictNullable(),
    revision: p
      .bigint('number')
      .defaultRaw('new_revision()')
      .comment(
        'drawn anew whenever what routing keeps of the location changes: its own settings, its party, its other quotas',
      ),
  },
});
export const Product = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    sku: p.string().primary().length(200),
    name: p.string(),
    nameEn: p.string().strictNullable(),
    category: p.string(),
    goodsClass: p
      .string()
      .length(20)
      .default('A')
      .comment('which locations may serve it is policy of the routing profile'),
    unitPriceMinor: p.bigint('number'),
    weightGrams: p.integer().strictNullable(),
    volumeCm3: p.integer().fieldName('volume_cm3').strictNullable(),
  },
});
export const Stock = defineEntity({
  name: 'Stock',
  tableName: 'stock',
  checks: [
    {
      name: 'stock_counts_ck',
      expression: 'on_hand >= 0 and reserved >= 0 and in_doubt >= 0 and damaged >= 0 and safety >= 0',
    },
  ],
  properties: {
    sku: p.string().primary().length(200),
    locationId: p.string().primary().length(80),
    onHand: p.integer().comment('physical and countable'),
    reserved: p.integer().comment('held for orders'),
    safety: p.integer().comment('floor, a setting'),
    inDoubt: p.integer().comment('not countable now'),
    damaged: p.integer().comment('not sellable'),
    handedOver: p.integer().default(0).comment('units that ever left'),
    movedAt: instant().defaultRaw('now()').comment('when it last changed'),
    /** What a channel could still sell of it. */
    available: p
      .integer()
      .formula((of) => `greatest(0, ${of.onHand} - ${of.reserved} - ${of.safety})`)
      .lazy(),
  },
});
/** A change of a stock row, with the values after it. The check is the last line against overselling. */
export const StockLedger = defineEntity({
  name: 'StockLedger',
  tableName: 'stock_ledger',
  checks: [
    {
      name: 'stock_ledger_no_oversell_ck',
      expression: "kind <> 'RESERVE' or on_hand_after - reserved_after - safety_after >= 0",
    },
  ],
  indexes: [
    { properties: ['locationId', 'sku'] },
    {
      name: 'stock_ledger_at',
      expression: 'create index stock_ledger_at on stock_ledger using brin (at) with (autosummarize = on)',
    },
  ],
  properties: {
    cause: p.string().primary().length(600).comment('unique for ever: it happens once'),
    kind: p.string(),
    locationId: p.string(),
    sku: p.string(),
    onHand: p.integer().comment('change'),
    reserved: p.integer().comment('change'),
    inDoubt: p.integer().comment('change'),
    damaged: p.integer().comment('change'),
    onHandAfter: p.integer(),
    reservedAfter: p.integer(),
    safetyAfter: p.integer(),
    inDoubtAfter: p.integer(),
    damagedAfter: p.integer(),
    at: instant().defaultRaw('now()'),
    reason: p.text().strictNullable().comment('as the person who moved it by hand gave it'),
  },
});
/** Goods on their way from one location to another. */
export const Transfer = defineEntity({
  name: 'Transfer',
  tableName: 'transfer',
  filters: callerFilter({ location: (id) => ({ $or: [{ fromLocationId: id }, { toLocationId: id }] }) }),
  properties: {
    id: p.string().primary().length(80),
    fromLocationId: p.string().length(80),
    toLocationId: p.string().length(80),
    status: p.string().$type<'IN_TRANSIT' | 'RECEIVED'>().length(20),
    lines: p.json<{ sku: string; sent: number; received: number | null }[]>().comment('per product: sent, received'),
    dispatchedAt: instant().defaultRaw('now()'),
    receivedAt: instant().strictNullable(),
  },
});
/**
 * The orders that a location (or all of a party, `party/<id>`) was offered in one of its local days, YYYY-MM-DD, or
 * hours, YYYY-MM-DDTHH, or delivery slots, `slot/<id>` by their local start, YYYY-MM-DDTHH:MM.
 */
export const QuotaTaken = defineEntity({
  name: 'QuotaTaken',
  tableName: 'quota_taken',
  indexes: [{ properties: ['period'] }],
  properties: { subject: p.string().primary().length(90), period: p.string().primary().length(16), taken: p.integer() },
});
/** Another daily quota for some days, as a campaign needs it; both days included, no two of a subject overlap. */
export const QuotaOverride = defineEntity({
  name: 'QuotaOverride',
  tableName: 'quota_override',
  indexes: [{ properties: ['subject', 'fromDay'] }],
  checks: [{ name: 'quota_override_days_ck', expression: 'to_day >= from_day' }],
  properties: {
    id: p.uuid().primary(),
    subject: p.string().length(90),
    fromDay: p.date(),
    toDay: p.date(),
    dailyQuota: p.integer(),
  },
});
export const stockEntities = [Location, Product, Stock, StockLedger, Transfer, QuotaTaken, QuotaOverride];
