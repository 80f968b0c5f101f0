// The order and its parts. Every part has the key (order_id, id) with the short id of domain/ids.ts. Columns follow domain/order.ts in snake case;
// instants are timestamptz. The process reads and writes these rows as one aggregate (db/order-store.ts); people read them through db/read/.
import { defineEntity, p } from '@mikro-orm/core';
import type { Quote } from '../../domain/carriers/quote.ts';
import type { QuotaKey, Slot } from '../../domain/order.ts';
import { orderStatuses, attentionReasons } from '../../domain/states.ts';
import { Channel } from './channel.ts';

const OrderSchema = defineEntity({
  name: 'Order', tableName: 'orders',
  uniques: [{ properties: ['channel', 'channelOrderNumber'] }],
  indexes: [
    { properties: ['status', 'receivedAt'] },
    { name: 'orders_start_queue', expression: 'create index orders_start_queue on orders (received_at) where workflow_started_at is null' },
  ],
  properties: {
    id: p.uuid().primary(),
    channel: () => p.manyToOne(Channel).fieldName('channel_id'),
    channelOrderNumber: p.string().length(200),
    contentHash: p.string().length(64).comment('SHA-256 of the canonical order after parsing'),
    contentFields: p.json<Record<string, string>>().comment('a hash per field, so that a conflict can name the fields that differ'),
    currency: p.string().length(3),
    method: p.string().length(20),
    pickupLocationId: p.string().nullable(),
    placedAt: p.datetime(), receivedAt: p.datetime(),
    destination: p.json<unknown>().nullable().comment('province, city, district, coordinates: nothing personal'),
    addressComplete: p.boolean(), hasBuyerNote: p.boolean(), buyerId: p.string().nullable(),
    intakeFindings: p.json<unknown>(),
    goodsMinor: p.bigint('number'), discountMinor: p.bigint('number'), shippingMinor: p.bigint('number'),
    distributor: p.string().nullable(), references: p.json<unknown>().comment('as the channel gave them'),
    // What changes on the way stands last, together: an update then logs only this end of the row.
    profileVersion: p.integer(), shipByAt: p.datetime().nullable(), receiptConfirmedAt: p.datetime().nullable(),
    workflowStartedAt: p.datetime().nullable().comment('null: the order is in the start queue'),
    startAttempts: p.integer().default(0), startAfter: p.datetime().nullable().comment('not tried again before'),
    auditedAt: p.datetime().nullable(), closedAt: p.datetime().nullable(), buyerChoiceDueAt: p.datetime().nullable(),
    status: p.enum(orderStatuses).nativeEnumName('order_status'),
    version: p.integer().comment('counts the transactions of this order'), messageCount: p.integer(), timelineLength: p.integer(),
    waits: p.json<unknown>().comment('what the order waits for: kind, subject, until when or who'), effects: p.json<unknown>().comment('what is still owed outside'),
    sameDay: p.boolean().default(false).comment('to be delivered on the day of its receipt'), slot: p.json<Slot>().nullable().comment('the time of that day that the buyer chose'),
  },
});
export class Order extends OrderSchema.class {}
OrderSchema.setClass(Order);

const order = () => p.manyToOne(Order).primary().fieldName('order_id').deleteRule('cascade');
const id = () => p.string().primary().length(200);

/** Who the buyer is and where they live: the only table with personal data; read for an accepted location, its channel and operators. */
export const OrderContact = defineEntity({
  name: 'OrderContact', tableName: 'order_contact',
  properties: { order, buyer: p.json<unknown>(), address: p.json<unknown>().nullable(), buyerNote: p.text().nullable() },
});
export const OrderLine = defineEntity({
  name: 'OrderLine', tableName: 'order_line',
  triggers: [{ name: 'order_line_cancelled', timing: 'after', events: ['update'], forEach: 'statement', expression: 'create trigger order_line_cancelled after update on order_line referencing old table as was new table as now_is for each statement execute function give_back_shares()' }],
  indexes: [{ name: 'order_line_open_demand', expression: 'create index order_line_open_demand on order_line (sku) include (unrouted) where unrouted > 0' }],
  checks: [
    { name: 'order_line_quantity_ck', expression: 'quantity > 0' },
    { name: 'order_line_parts_ck', expression: 'unrouted >= 0 and fulfilled >= 0 and cancelled >= 0 and unrouted + fulfilled + cancelled <= quantity and refundable <= quantity and reship_due between 0 and quantity' },
  ],
  properties: {
    order, id: id(), position: p.integer(), sku: p.string(), quantity: p.integer(), unrouted: p.integer().comment('open demand: no location yet'), fulfilled: p.integer(), cancelled: p.integer(),
    refundable: p.integer().comment('units whose price goes back'), reshipDue: p.integer().comment('lost units to be sent once more'), unitPriceMinor: p.bigint('number'), listPriceMinor: p.bigint('number'), gift: p.boolean(), giftForLineId: p.string().nullable(),
  },
});
export const OrderShare = defineEntity({
  name: 'OrderShare', tableName: 'order_share',
  properties: { order, id: id(), lineId: p.string().nullable(), kind: p.string(), paymentId: p.string(), fundSource: p.string(), amountMinor: p.bigint('number').comment('frozen at intake') },
});
export const Payment = defineEntity({
  name: 'Payment', tableName: 'payment',
  properties: { order, id: id(), tender: p.string(), fundSource: p.string(), amountMinor: p.bigint('number'), status: p.string(), reference: p.string().nullable(), capturedMinor: p.bigint('number') },
});
export const OrderHold = defineEntity({
  name: 'OrderHold', tableName: 'order_hold',
  uniques: [{ name: 'order_hold_live', expression: 'create unique index order_hold_live on order_hold (order_id, key) where released_at is null' }],
  properties: {
    order, id: id(), key: p.string(), reason: p.text(), placedBy: p.string(), placedAt: p.datetime(), dueAt: p.datetime().nullable(), dueAction: p.string().nullable(),
    releasedAt: p.datetime().nullable(), releasedBy: p.string().nullable(), note: p.text().nullable(),
  },
});
export const Attention = defineEntity({
  name: 'Attention', tableName: 'attention',
  indexes: [{ name: 'attention_open', expression: 'create index attention_open on attention (owner, opened_at) where resolved_at is null' }],
  properties: {
    order, id: id(), reason: p.enum(attentionReasons).nativeEnumName('attention_reason'), owner: p.string(), subjectId: p.string().nullable(), detail: p.text(),
    openedAt: p.datetime(), resolvedAt: p.datetime().nullable(), resolvedBy: p.string().nullable(), resolution: p.text().nullable(),
  },
});
export const FulfillmentOrder = defineEntity({
  name: 'FulfillmentOrder', tableName: 'fulfillment_order', indexes: [{ properties: ['locationId', 'status', 'createdAt'] }],
  properties: {
    order, id: id(), locationId: p.string().comment('whose work it is'), pickupLocationId: p.string().nullable().comment('of a pickup that another location supplies: the buyer\'s store'), method: p.string(), status: p.string(), attempt: p.integer(), reship: p.boolean(), createdAt: p.datetime(),
    quotes: p.json<Quote[]>().default('[]').comment('what carriers ask for its parcel, in the order in which they are asked for the label'), dueAt: p.datetime().nullable().comment('ship-by or ready-by'), deliveryDueAt: p.datetime().nullable(), pickupExpiresAt: p.datetime().nullable(), pickupExtended: p.boolean(),
    acceptedAt: p.datetime().nullable(), readyAt: p.datetime().nullable(), handedOverAt: p.datetime().nullable(), deliveredAt: p.datetime().nullable(), closedAt: p.datetime().nullable(), closeReason: p.text().nullable(),
    sameDay: p.boolean().default(false).comment('as promised when the location was asked'), slot: p.json<Slot>().nullable(),
  },
});
export const FulfillmentLine = defineEntity({
  name: 'FulfillmentLine', tableName: 'fulfillment_line', checks: [{ name: 'fulfillment_line_quantity_ck', expression: 'quantity > 0' }],
  properties: { order, id: id(), fulfillmentOrderId: p.string(), lineId: p.string(), sku: p.string(), quantity: p.integer(), reservation: p.string().comment('HELD, COMMITTED or RELEASED: the reservation of exactly this line at its location') },
});
export const Offer = defineEntity({
  name: 'Offer', tableName: 'offer',
  indexes: [{ name: 'offer_live', expression: "create index offer_live on offer (location_id, deadline_at) where status = 'OFFERED'" }],
  properties: {
    order, id: id(), fulfillmentOrderId: p.string(), locationId: p.string(), attempt: p.integer(), status: p.string(), offeredAt: p.datetime(), deadlineAt: p.datetime(),
    quotas: p.json<QuotaKey[]>().defaultRaw(`'[]'`).comment('the counters that this offer takes a place of'), answeredAt: p.datetime().nullable(), answeredBy: p.string().nullable(), reason: p.text().nullable(), note: p.text().nullable(),
  },
});
export const Cancellation = defineEntity({
  name: 'Cancellation', tableName: 'cancellation',
  properties: {
    order, id: id(), kind: p.string(), fulfillmentOrderId: p.string(), status: p.string(), reason: p.text(), requestedAt: p.datetime(), dueAt: p.datetime(),
    answeredAt: p.datetime().nullable(), trackingNumber: p.string().nullable(), lines: p.json<unknown>(),
  },
});
export const PickupCode = defineEntity({
  name: 'PickupCode', tableName: 'pickup_code', checks: [{ name: 'pickup_code_tries_ck', expression: 'tries between 0 and 5' }],
  properties: { order, id: id(), fulfillmentOrderId: p.string(), generation: p.integer(), status: p.string(), tries: p.integer(), keyId: p.string().comment('which pepper derives it; the code itself is nowhere'), issuedAt: p.datetime(), closedAt: p.datetime().nullable() },
});
export const Waybill = defineEntity({
  name: 'Waybill', tableName: 'waybill',
  indexes: [{ name: 'waybill_tracking', expression: 'create index waybill_tracking on waybill (carrier, tracking_number) where tracking_number is not null' }],
  properties: { order, id: id(), fulfillmentOrderId: p.string(), status: p.string(), carrier: p.string(), contents: p.json<unknown>().comment('what the parcel held when the label was asked for'), destination: p.json<unknown>().comment('where the parcel was to go when the label was asked for'), trackingNumber: p.string().nullable(), detail: p.text().nullable(), createdAt: p.datetime() },
});
export const Refund = defineEntity({
  name: 'Refund', tableName: 'refund', uniques: [{ name: 'refund_once', properties: ['order', 'cause', 'paymentId'] }],
  properties: {
    order, id: id(), cause: p.text(), paymentId: p.string(), amountMinor: p.bigint('number'), status: p.string(), attempt: p.integer().comment('of the provider: a refused refund tried again is a new request there'), reference: p.string().nullable(), detail: p.text().nullable(),
    requestedAt: p.datetime(), closedAt: p.datetime().nullable(), lines: p.json<unknown>().comment('per share: what of it goes back'),
  },
});
export const Exclusion = defineEntity({
  name: 'Exclusion', tableName: 'exclusion',
  properties: { order, id: id(), lineId: p.string(), locationId: p.string(), untilAt: p.datetime(), reason: p.text() },
});
/** Who, when, what, why: one chain per machine and subject. Append only. */
export const Timeline = defineEntity({
  name: 'Timeline', tableName: 'timeline', indexes: [{ name: 'timeline_at', expression: 'create index timeline_at on timeline using brin (at) with (autosummarize = on)' }],
  properties: {
    order, seq: p.integer().primary(), at: p.datetime(), actor: p.string(), machine: p.string(), subjectId: p.string(), from: p.string().fieldName('from_state').nullable(), to: p.string().fieldName('to_state').length(500),
    cause: p.string(), detail: p.text().nullable(),
  },
});
/** One row per routing decision: the profile's version and a verdict for every candidate. */
export const RoutingDecision = defineEntity({
  name: 'RoutingDecision', tableName: 'routing_decision',
  properties: { order, seq: p.integer().primary(), at: p.datetime(), profileVersion: p.integer(), plan: p.json<unknown>() },
});
/** Messages that were taken, with their answers: the same id again gets the same answer. */
export const OrderMessage = defineEntity({
  name: 'OrderMessage', tableName: 'order_message',
  properties: { order, id: id(), name: p.string(), outcome: p.json<unknown>(), at: p.datetime() },
});
/** What the channel must hear, in order; one stream per order. */
export const WriteBack = defineEntity({
  name: 'WriteBack', tableName: 'write_back',
  properties: { order, seq: p.integer().primary(), event: p.string(), body: p.json<unknown>(), createdAt: p.datetime(), acknowledgedAt: p.datetime().nullable() },
});
export const WriteBackStream = defineEntity({
  name: 'WriteBackStream', tableName: 'write_back_stream',
  indexes: [{ name: 'write_back_due', expression: 'create index write_back_due on write_back_stream (next_at) where sent_seq < last_seq and parked_at is null' }],
  properties: {
    order, lastSeq: p.integer(), sentSeq: p.integer(), nextAt: p.datetime(), leasedUntil: p.datetime().nullable(), attempts: p.integer().default(0),
    lastError: p.text().nullable(), parkedAt: p.datetime().nullable().comment('given up until an operator redelivers'),
  },
});
export const orderEntities = [
  Order, OrderContact, OrderLine, OrderShare, Payment, OrderHold, Attention, FulfillmentOrder, FulfillmentLine, Offer, Cancellation, PickupCode, Waybill, Refund, Exclusion,
  Timeline, RoutingDecision, OrderMessage, WriteBack, WriteBackStream,
];
