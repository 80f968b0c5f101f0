// The work of locations on parts of an order: fulfillment orders, offers, labels, codes, intercepts.
import { defineEntity, p } from '@mikro-orm/core';
import type { Quote } from '../../../domain/carriers/quote.ts';
import type * as domain from '../../../domain/order/order.ts';
import { callerFilter } from './caller.ts';
import { id, order } from './order.ts';
import type { Slot } from '../../../domain/values/time.ts';
import { instant } from './instant.ts';

/** A location sees what it was asked for, a channel the parts of its orders. */
const ownWork = callerFilter({
  location: (locationId) => ({ locationId }),
  channel: (channel) => ({ order: { channel } }),
});

export const FulfillmentOrder = defineEntity({
  name: 'FulfillmentOrder',
  tableName: 'fulfillment_order',
  filters: ownWork,
  indexes: [{ properties: ['locationId', 'status', 'createdAt'] }],
  properties: {
    order,
    id: id(),
    locationId: p.string().comment('whose work it is'),
    pickupLocationId: p
      .string()
      .strictNullable()
      .comment("of a pickup that another location supplies: the buyer's store"),
    method: p.string(),
    status: p.string(),
    attempt: p.integer(),
    reship: p.boolean(),
    createdAt: instant(),
    quotes: p
      .json<Quote[]>()
      .default('[]')
      .comment('what carriers ask for its parcel, in the order in which they are asked for the label'),
    dueAt: instant().strictNullable().comment('ship-by or ready-by'),
    deliveryDueAt: instant().strictNullable(),
    pickupExpiresAt: instant().strictNullable(),
    pickupExtended: p.boolean(),
    acceptedAt: instant().strictNullable(),
    readyAt: instant().strictNullable(),
    handedOverAt: instant().strictNullable(),
    deliveredAt: instant().strictNullable(),
    closedAt: instant().strictNullable(),
    closeReason: p.text().strictNullable(),
    sameDay: p.boolean().default(false).comment('as promised when the location was asked'),
    slot: p.json<Slot>().strictNullable(),
  },
});

export const FulfillmentLine = defineEntity({
  name: 'FulfillmentLine',
  tableName: 'fulfillment_line',
  checks: [{ name: 'fulfillment_line_quantity_ck', expression: 'quantity > 0' }],
  properties: {
    order,
    id: id(),
    fulfillmentOrderId: p.string(),
    lineId: p.string(),
    sku: p.string(),
    quantity: p.integer(),
    reservation: p
      .string()
      .comment('HELD, COMMITTED or RELEASED: the reservation of exactly this line at its location'),
  },
});

export const Offer = defineEntity({
  name: 'Offer',
  tableName: 'offer',
  filters: ownWork,
  indexes: [
    {
      name: 'offer_live',
      expression: "create index offer_live on offer (location_id, deadline_at) where status = 'OFFERED'",
    },
  ],
  properties: {
    order,
    id: id(),
    fulfillmentOrderId: p.string(),
    locationId: p.string(),
    attempt: p.integer(),
    status: p.string(),
    offeredAt: instant(),
    deadlineAt: instant(),
    quotas: p.json<domain.QuotaKey[]>().defaultRaw(`'[]'`).comment('the counters that this offer takes a place of'),
    answeredAt: instant().strictNullable(),
    answeredBy: p.string().strictNullable(),
    reason: p.text().strictNullable(),
    note: p.text().strictNullable(),
  },
});

export const Cancellation = defineEntity({
  name: 'Cancellation',
  tableName: 'cancellation',
  properties: {
    order,
    id: id(),
    kind: p.string(),
    fulfillmentOrderId: p.string(),
    status: p.string(),
    reason: p.text(),
    requestedAt: instant(),
    dueAt: instant(),
    answeredAt: instant().strictNullable(),
    trackingNumber: p.string().strictNullable(),
    lines: p.json<domain.Cancellation['lines']>(),
  },
});

export const PickupCode = defineEntity({
  name: 'PickupCode',
  tableName: 'pickup_code',
  checks: [{ name: 'pickup_code_tries_ck', expression: 'tries >= 0 and tries <= 5' }],
  properties: {
    order,
    id: id(),
    fulfillmentOrderId: p.string(),
    generation: p.integer(),
    status: p.string(),
    tries: p.integer(),
    keyId: p.string().comment('which pepper derives it; the code itself is nowhere'),
    issuedAt: instant(),
    closedAt: instant().strictNullable(),
  },
});

export const Waybill = defineEntity({
  name: 'Waybill',
  tableName: 'waybill',
  indexes: [
    {
      name: 'waybill_tracking',
      expression:
        'create index waybill_tracking on waybill (carrier, tracking_number) where tracking_number is not null',
    },
  ],
  properties: {
    order,
    id: id(),
    fulfillmentOrderId: p.string(),
    status: p.string(),
    carrier: p.string(),
    contents: p.json<domain.Waybill['contents']>().comment('what the parcel held when the label was asked for'),
    destination: p
      .json<domain.Waybill['destination']>()
      .comment('where the parcel was to go when the label was asked for'),
    trackingNumber: p.string().strictNullable(),
    detail: p.text().strictNullable(),
    createdAt: instant(),
  },
});

export const Exclusion = defineEntity({
  name: 'Exclusion',
  tableName: 'exclusion',
  properties: { order, id: id(), lineId: p.string(), locationId: p.string(), untilAt: instant(), reason: p.text() },
});

export const orderFulfillmentEntities = [
  FulfillmentOrder,
  FulfillmentLine,
  Offer,
  Cancellation,
  PickupCode,
  Waybill,
  Exclusion,
];
