// The order's own row.
import type { Order } from '../../domain/order/order.ts';
import { codec } from './codec.ts';

/** The lists of an order; each has a table with the key (order_id, id). */
export type PartName = Exclude<
  { [K in keyof Order]: Order[K] extends { id: string }[] ? K : never }[keyof Order],
  'effects'
>;
/** The order's own row without the columns of intake and outbox. */
export const orderCodec = codec<Omit<Order, PartName>>()({
  id: 'text',
  channelId: 'text',
  channelOrderNumber: 'text',
  currency: 'text',
  method: 'text',
  pickupLocationId: 'text',
  status: 'text',
  version: 'number',
  placedAt: 'instant',
  receivedAt: 'instant',
  auditedAt: 'instant',
  closedAt: 'instant',
  receiptConfirmedAt: 'instant',
  shipByAt: 'instant',
  buyerChoiceDueAt: 'instant',
  sameDay: 'boolean',
  slot: 'json',
  destination: 'json',
  addressComplete: 'boolean',
  hasBuyerNote: 'boolean',
  buyerId: 'text',
  intakeFindings: 'json',
  goodsMinor: 'number',
  discountMinor: 'number',
  shippingMinor: 'number',
  profileVersion: 'number',
  messageCount: 'number',
  timelineLength: 'number',
  waits: 'json',
  effects: 'json',
});

/** Columns that never change after intake and that messages do not write. */
export const fixedColumns: ReadonlySet<string> = new Set([
  'id',
  'channel_id',
  'channel_order_number',
  'currency',
  'placed_at',
  'received_at',
  'has_buyer_note',
  'buyer_id',
  'intake_findings',
  'goods_minor',
  'discount_minor',
  'shipping_minor',
]);
