// The API's answers, for its documentation. Instants are ISO 8601 in UTC, amounts whole minor units.
import { z } from 'zod';
import { escalations } from '../../domain/order/escalation.ts';
import { attentionReasons, orderStatuses } from '../../domain/order/states.ts';

const at = z.iso.datetime().nullable();
const id = z.string();
const delivery = z.object({ speed: z.enum(['STANDARD', 'SAME_DAY']), slot: z.object({ from: at, to: at }).nullable() });
const lineQuantity = z.object({ lineId: z.string(), quantity: z.int() });
export const Result = z
  .record(z.string(), z.unknown())
  .meta({ id: 'Answer', description: 'The result of the message' });
export const Accepted = z
  .object({ id, channelOrderNumber: z.string(), contentHash: z.string(), repeated: z.boolean() })
  .meta({ id: 'AcceptedOrder' });
export const Cancelled = z
  .object({
    outcomes: z.array(
      lineQuantity.extend({
        became: z.enum(['CANCELLED', 'INTERCEPT', 'USE_RETURN', 'ALREADY_CANCELLED']),
        cancellationId: id.optional(),
      }),
    ),
  })
  .meta({ id: 'CancelOutcomes' });

export const FulfillmentBody = z
  .looseObject({
    id,
    orderId: id,
    channelOrderNumber: z.string(),
    locationId: z.string(),
    supplierLocationId: z.string().nullable(),
    pickupLocationId: z.string().nullable(),
    method: z.string(),
    delivery,
    status: z.string(),
    requestStatus: z.string().nullable(),
    attempt: z.int(),
    reship: z.boolean(),
    offer: z
      .object({ id, status: z.string(), deadlineAt: at, secondsLeft: z.int(), reason: z.string().nullable() })
      .nullable(),
    lines: z.array(lineQuantity.extend({ sku: z.string(), reservation: z.string() })),
    waybills: z.array(
      z.object({
        status: z.string(),
        carrier: z.string(),
        trackingNumber: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    ),
    pickup: z
      .object({ codeStatus: z.string(), generation: z.int(), triesLeft: z.int(), expiresAt: at, extended: z.boolean() })
      .nullable(),
    cancellation: z.object({ id, kind: z.string(), dueAt: at, lines: z.array(lineQuantity) }).nullable(),
    dueAt: at,
    dueSoon: z.boolean(),
    createdAt: at,
    acceptedAt: at,
    readyAt: at,
    handedOverAt: at,
    deliveredAt: at,
    closedAt: at,
    closeReason: z.string().nullable(),
    allowedActions: z.array(z.string()),
  })
  .meta({ id: 'FulfillmentOrder' });

export const OrderBody = z
  .looseObject({
    id,
    channel: z.string(),
    channelOrderNumber: z.string(),
    status: z.enum(orderStatuses),
    method: z.string(),
    delivery,
    currency: z.string(),
    placedAt: at,
    receivedAt: at,
    shipBy: at,
    closedAt: at,
    goodsMinor: z.int(),
    discountMinor: z.int(),
    shippingMinor: z.int(),
    lines: z.array(z.looseObject({ lineId: z.string(), sku: z.string(), quantity: z.int() })),
    fulfillmentOrders: z.array(FulfillmentBody),
    allowedActions: z.array(z.string()),
  })
  .meta({ id: 'Order' });
export const OrderPage = z
  .object({
    items: z.array(
      z.object({
        id,
        channel: z.string(),
        channelOrderNumber: z.string(),
        status: z.enum(orderStatuses),
        method: z.string(),
        currency: z.string(),
        goodsMinor: z.int(),
        receivedAt: at,
        closedAt: at,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'OrderPage' });
export const FulfillmentPage = z
  .object({ items: z.array(FulfillmentBody), nextCursor: z.string().nullable() })
  .meta({ id: 'FulfillmentPage' });
export const AttentionPage = z
  .object({
    items: z.array(
      z.object({
        id,
        orderId: id,
        channelOrderNumber: z.string(),
        reason: z.enum(attentionReasons),
        owner: z.string(),
        subjectId: z.string().nullable(),
        detail: z.string(),
        openedAt: z.string(),
        ageSeconds: z.int(),
        escalation: z.enum(escalations),
        actions: z.array(z.string()),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'AttentionPage' });
