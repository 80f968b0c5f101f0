// The tables of an order's parts. Intake, read_order and write_order follow from this list, and `npm run schema` writes
// it into the two functions. `npm run bill` says what a new part costs.
import type { Order } from '../../domain/order/order.ts';
import { codec, type Codec, type CodecFields } from './codec.ts';
import type { PartName } from './order-row.ts';

type PartOf<P extends PartName> = Order[P][number];

export interface PartTable<P extends PartName> {
  table: string;
  /** The SQL by which the list is ordered: short ids count up, the channel's own lines have a position. */
  order: string;
  codec: Codec<PartOf<P>>;
}
const byId = 'length(p.id), p.id';
const part = <P extends PartName>(table: string, fields: CodecFields<PartOf<P>>, order = byId): PartTable<P> => ({
  table,
  order,
  codec: codec<PartOf<P>>()(fields),
});

export const partTables: { [P in PartName]: PartTable<P> } = {
  lines: part<'lines'>(
    'order_line',
    {
      id: 'text',
      position: 'number',
      sku: 'text',
      quantity: 'number',
      unrouted: 'number',
      fulfilled: 'number',
      cancelled: 'number',
      reshipDue: 'number',
      refundable: 'number',
      unitPriceMinor: 'number',
      listPriceMinor: 'number',
      gift: 'boolean',
      giftForLineId: 'text',
    },
    'p.position',
  ),
  fundAllocations: part<'fundAllocations'>('fund_allocation', {
    id: 'text',
    lineId: 'text',
    kind: 'text',
    paymentId: 'text',
    fundSource: 'text',
    amountMinor: 'number',
  }),
  payments: part<'payments'>('payment', {
    id: 'text',
    tender: 'text',
    fundSource: 'text',
    amountMinor: 'number',
    status: 'text',
    reference: 'text',
    capturedMinor: 'number',
  }),
  holds: part<'holds'>('order_hold', {
    id: 'text',
    key: 'text',
    reason: 'text',
    placedBy: 'text',
    placedAt: 'instant',
    dueAt: 'instant',
    dueAction: 'text',
    releasedAt: 'instant',
    releasedBy: 'text',
    note: 'text',
  }),
  attentions: part<'attentions'>('attention', {
    id: 'text',
    reason: 'text',
    owner: 'text',
    subjectId: 'text',
    detail: 'text',
    openedAt: 'instant',
    resolvedAt: 'instant',
    resolvedBy: 'text',
    resolution: 'text',
  }),
  fulfillmentOrders: part<'fulfillmentOrders'>('fulfillment_order', {
    id: 'text',
    locationId: 'text',
    pickupLocationId: 'text',
    method: 'text',
    status: 'text',
    attempt: 'number',
    reship: 'boolean',
    createdAt: 'instant',
    sameDay: 'boolean',
    slot: 'json',
    quotes: 'json',
    dueAt: 'instant',
    deliveryDueAt: 'instant',
    pickupExpiresAt: 'instant',
    pickupExtended: 'boolean',
    acceptedAt: 'instant',
    readyAt: 'instant',
    handedOverAt: 'instant',
    deliveredAt: 'instant',
    closedAt: 'instant',
    closeReason: 'text',
  }),
  fulfillmentLines: part<'fulfillmentLines'>('fulfillment_line', {
    id: 'text',
    fulfillmentOrderId: 'text',
    lineId: 'text',
    sku: 'text',
    quantity: 'number',
    reservation: 'text',
  }),
  offers: part<'offers'>('offer', {
    id: 'text',
    fulfillmentOrderId: 'text',
    locationId: 'text',
    attempt: 'number',
    status: 'text',
    offeredAt: 'instant',
    deadlineAt: 'instant',
    quotas: 'json',
    answeredAt: 'instant',
    answeredBy: 'text',
    reason: 'text',
    note: 'text',
  }),
  cancellations: part<'cancellations'>('cancellation', {
    id: 'text',
    kind: 'text',
    fulfillmentOrderId: 'text',
    status: 'text',
    reason: 'text',
    requestedAt: 'instant',
    dueAt: 'instant',
    answeredAt: 'instant',
    trackingNumber: 'text',
    lines: 'json',
  }),
  pickupCodes: part<'pickupCodes'>('pickup_code', {
    id: 'text',
    fulfillmentOrderId: 'text',
    generation: 'number',
    status: 'text',
    tries: 'number',
    keyId: 'text',
    issuedAt: 'instant',
    closedAt: 'instant',
  }),
  waybills: part<'waybills'>('waybill', {
    id: 'text',
    fulfillmentOrderId: 'text',
    status: 'text',
    carrier: 'text',
    contents: 'json',
    destination: 'json',
    trackingNumber: 'text',
    detail: 'text',
    createdAt: 'instant',
  }),
  refunds: part<'refunds'>('refund', {
    id: 'text',
    cause: 'text',
    paymentId: 'text',
    amountMinor: 'number',
    status: 'text',
    attempt: 'number',
    reference: 'text',
    detail: 'text',
    requestedAt: 'instant',
    closedAt: 'instant',
    lines: 'json',
  }),
  exclusions: part<'exclusions'>('exclusion', {
    id: 'text',
    lineId: 'text',
    locationId: 'text',
    untilAt: 'instant',
    reason: 'text',
  }),
};

export const partNames = Object.keys(partTables) as PartName[];
