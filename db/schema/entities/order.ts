// The order and its parts. Every part has the key (order_id, id) with the short id of domain/order/ids.ts. Columns
// follow domain/order/order.ts in snake case; instants are timestamptz. Messages read and write these rows as one
// aggregate (db/order/read-order.ts); people read them through db/read/.
import { defineEntity, p } from '@mikro-orm/core';
import type { IntakeOrder } from '../../../domain/intake/new-order.ts';
import type * as domain from '../../../domain/order/order.ts';
import { orderStatuses } from '../../../domain/order/states.ts';
import type { Method } from '../../../domain/values/method.ts';
import type { Slot } from '../../../domain/values/time.ts';
import { callerFilter } from './caller.ts';
import { Channel } from './channel.ts';
import { instant } from './instant.ts';

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'orders',
  filters: callerFilter({ channel: (channel) => ({ channel }) }),
  indexes: [
    { properties: ['status', 'receivedAt'] },
    {
      name: 'orders_number',
      expression: 'create unique index orders_number on orders (channel_id, lower(number_key), number_key)',
    },
    {
      name: 'orders_start_queue',
      expression: 'create index orders_start_queue on orders (received_at) where workflow_started_at is null',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    channel: () => p.manyToOne(Channel).fieldName('channel_id'),
    channelOrderNumber: p.string().length(200).comment('as the channel wrote it first'),
    numberKey: p.string().length(200).comment('the number in the form in which numbers are compared'),
    contentHash: p.string().length(64).comment('SHA-256 of the canonical order after parsing'),
    contentFields: p
      .json<Record<string, string>>()
      .comment('a hash per field, so that a conflict can name the fields that differ'),
    currency: p.string().length(3),
    method: p.string().$type<Method>().length(20),
    pickupLocationId: p.string().strictNullable(),
    placedAt: instant(),
    receivedAt: instant(),
    destination: p
      .json<domain.Order['destination']>()
      .strictNullable()
      .comment('province, city, district, coordinates: nothing personal'),
    addressComplete: p.boolean(),
    hasBuyerNote: p.boolean(),
    buyerId: p.string().strictNullable(),
    intakeFindings: p.json<domain.Order['intakeFindings']>(),
    goodsMinor: p.bigint('number'),
    discountMinor: p.bigint('number'),
    shippingMinor: p.bigint('number'),
    distributor: p.string().strictNullable(),
    references: p.json<IntakeOrder['references']>().comment('as the channel gave them'),
    // frequently changed columns are last and together: an update then logs only this end of the row
    profileVersion: p.integer(),
    shipByAt: instant().strictNullable(),
    receiptConfirmedAt: instant().strictNullable(),
    workflowStartedAt: instant().strictNullable().comment('null: the order is in the start queue'),
    startAttempts: p.integer().default(0),
    startAfter: instant().strictNullable().comment('not tried again before'),
    auditedAt: instant().strictNullable(),
    closedAt: instant().strictNullable(),
    buyerChoiceDueAt: instant().strictNullable(),
    status: p.enum(orderStatuses).nativeEnumName('order_status'),
    version: p.integer().comment('counts the transactions of this order'),
    messageCount: p.integer(),
    timelineLength: p.integer(),
    waits: p.json<domain.Order['waits']>().comment('what the order waits for: kind, subject, until when or who'),
    effects: p.json<domain.Order['effects']>().comment('what is still owed outside'),
    sameDay: p.boolean().default(false).comment('to be delivered on the day of its receipt'),
    slot: p.json<Slot>().strictNullable().comment('the time of that day that the buyer chose'),
  },
});
export class Order extends OrderSchema.class {}
OrderSchema.setClass(Order);

/** The first half of every part's key. */
export const order = () => p.manyToOne(Order).primary().fieldName('order_id').deleteRule('cascade');
/** The second half of every part's key: the short id of domain/order/ids.ts. */
export const id = () => p.string().primary().length(200);

/**
 * The buyer's contact data, in the only table with personal data; read for an accepted location, its channel and
 * operators.
 */
export const OrderContact = defineEntity({
  name: 'OrderContact',
  tableName: 'order_contact',
  properties: {
    order,
    buyer: p.json<IntakeOrder['buyer']>(),
    address: p.json<IntakeOrder['address']>().strictNullable(),
    buyerNote: p.text().strictNullable(),
  },
});

export const OrderLine = defineEntity({
  name: 'OrderLine',
  tableName: 'order_line',
  indexes: [
    {
      name: 'order_line_open_demand',
      expression: 'create index order_line_open_demand on order_line (sku) include (unrouted) where unrouted > 0',
    },
  ],
  checks: [
    { name: 'order_line_quantity_ck', expression: 'quantity > 0' },
    {
      name: 'order_line_parts_ck',
      expression:
        'unrouted >= 0 and fulfilled >= 0 and cancelled >= 0 and unrouted + fulfilled + cancelled <= quantity ' +
        'and refundable <= quantity and reship_due >= 0 and reship_due <= quantity',
    },
  ],
  properties: {
    order,
    id: id(),
    position: p.integer(),
    sku: p.string(),
    quantity: p.integer(),
    unrouted: p.integer().comment('open demand: no location yet'),
    fulfilled: p.integer(),
    cancelled: p.integer(),
    refundable: p.integer().comment('units whose price goes back'),
    reshipDue: p.integer().comment('lost units to be sent once more'),
    unitPriceMinor: p.bigint('number'),
    listPriceMinor: p.bigint('number'),
    gift: p.boolean(),
    giftForLineId: p.string().strictNullable(),
  },
});

export const orderEntities = [Order, OrderContact, OrderLine];
