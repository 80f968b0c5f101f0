// The location's work: answers to offers, then ready, ship, give up; labels; intercepts.
import { z } from 'zod';
import type { PartKind, PartRef } from '../../../db/read/scope.ts';
import { asReceived, linesNotSent, transferOf, type TransferLine } from '../../../db/inventory/transfers.ts';
import type { Messages, ExternalMessage } from '../../../domain/order/messages.ts';
import { FulfillmentBody, Result } from '../../contract/responses.ts';
import type { Principal } from '../../http/authenticate.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { Problem } from '../../http/problems.ts';
import { route, type Call, type Route } from '../../http/route.ts';
import { sendMessage } from '../../messages/send-message.ts';
import { act, orderOfPart, partFor } from '../../messages/act.ts';
import { presentPart } from '../../messages/show-fulfillment.ts';
import { lineQuantity, name, publicPartId, refusalReason, text, transferLines } from '../../contract/order-in.ts';

const params = z.strictObject({ id: publicPartId });
const location = ['location', 'operator'] as const;
/** A route that sends one message about one FO or offer and answers with the FO's new state. */
function messageRoute<N extends ExternalMessage, B extends z.ZodType>(
  path: string,
  of: {
    kind: PartKind;
    name: N;
    summary: string;
    roles?: Route['roles'];
    method?: Route['method'];
    body?: B;
    messageBody: (partId: string, body: z.output<B>) => Messages[N];
  },
): Route {
  return route({
    method: of.method ?? 'post',
    path,
    roles: of.roles ?? location,
    needs: 'support',
    tag: 'fulfillment',
    summary: of.summary,
    params,
    answer: of.kind === 'cancellation' ? Result : FulfillmentBody,
    ...(of.body ? { body: of.body } : {}),
    handle: async ({
      params: { id },
      body,
      principal,
      deps,
      idempotencyKey,
    }: Call<z.output<typeof params>, unknown, z.output<B>>) => {
      const request = (partId: string) => ({ name: of.name, idempotencyKey, body: of.messageBody(partId, body) });
      if (of.kind === 'cancellation') {
        const { orderId, partId } = await partFor(deps, principal, { kind: of.kind, id });
        return sendMessage(deps, principal, { orderId, ...request(partId) });
      }
      const seen = await orderOfPart(deps, principal, { kind: of.kind, id });
      return act(deps, principal, { seen, ...request(seen.ref.partId) });
    },
  }) as Route;
}

/** One fulfillment order, as this caller sees it; else NOT_FOUND. */
async function fulfillmentFor(deps: ApiDeps, principal: Principal, of: { kind: PartKind; id: string }) {
  const seen = await orderOfPart(deps, principal, of);
  const fo = presentPart(seen, principal, seen.ref);
  if (!fo) throw new Error(`order ${seen.ref.orderId} has no ${seen.ref.partId}`);
  return fo;
}

/** The received quantity of each sent product. */
async function receivedOf(deps: ApiDeps, ref: PartRef, lines: TransferLine[]): Promise<TransferLine[]> {
  const transfer = await transferOf(deps.orm.em.fork(), ref);
  if (!transfer) return [];
  const [stranger] = linesNotSent(transfer, lines);
  if (stranger)
    throw new Problem('VALIDATION', `${stranger.sku} was not sent`, {
      errors: [{ pointer: `/lines/${lines.indexOf(stranger)}/sku`, detail: 'not sent' }],
    });
  return asReceived(transfer, lines).map(({ sku, received }) => ({ sku, quantity: received }));
}

const Accept = z
  .strictObject({
    lines: z.array(lineQuantity).max(200).optional(),
    refused: z
      .array(lineQuantity.extend({ reason: refusalReason }))
      .max(200)
      .default([]),
  })
  .default({ refused: [] });
const Label = z.strictObject({ carrier: name.nullish(), trackingNumber: text(100).min(1).nullish() });

export const fulfillmentRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/fulfillment-orders/:id',
    roles: ['location', 'operator', 'channel'],
    needs: 'support',
    tag: 'fulfillment',
    summary: 'One fulfillment order; name and address only after accept',
    params,
    answer: FulfillmentBody,
    handle: async ({ params: { id }, principal, deps }) =>
      fulfillmentFor(deps, principal, { kind: 'fulfillment_order_or_sent', id }),
  }),
  messageRoute('/v1/offers/:id/accept', {
    kind: 'offer',
    name: 'accept',
    summary: 'Accept, whole or in part with a reason per refused quantity',
    body: Accept,
    messageBody: (offerId, body) => ({ offerId, lines: body.lines ?? null, refused: body.refused }),
  }),
  messageRoute('/v1/offers/:id/reject', {
    kind: 'offer',
    name: 'reject',
    summary: 'Reject the whole offer',
    body: z.strictObject({ reason: refusalReason, note: text(500).nullish() }),
    messageBody: (offerId, { reason, note }) => ({ offerId, reason, note: note ?? null }),
  }),
  messageRoute('/v1/offers/:id/reassign', {
    kind: 'offer',
    name: 'reassign',
    roles: ['operator'],
    summary: 'Reassign a live offer to another location',
    body: z.strictObject({ locationId: name }),
    messageBody: (offerId, body) => ({ offerId, ...body }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/ready', {
    kind: 'fulfillment_order',
    name: 'markReady',
    summary: 'The goods are ready for pickup; the buyer gets a code',
    messageBody: (fulfillmentOrderId) => ({ fulfillmentOrderId }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/ship', {
    kind: 'fulfillment_order_or_sent',
    name: 'ship',
    summary: 'Handed over to the carrier, or sent to the store where the buyer collects it',
    body: Label.default({}),
    messageBody: (fulfillmentOrderId, b) => ({
      fulfillmentOrderId,
      carrier: b.carrier ?? null,
      trackingNumber: b.trackingNumber ?? null,
    }),
  }),
  route({
    method: 'post',
    path: '/v1/fulfillment-orders/:id/arrive',
    roles: location,
    needs: 'support',
    tag: 'fulfillment',
    summary: 'Goods for a pickup have arrived from their supplier: in full, or the quantities in the lines',
    params,
    answer: FulfillmentBody,
    body: z.strictObject({ lines: transferLines(0).default([]) }).default({ lines: [] }),
    handle: async ({ params: { id }, body, principal, deps, idempotencyKey }) => {
      const seen = await orderOfPart(deps, principal, { kind: 'fulfillment_order', id });
      const received = await receivedOf(deps, seen.ref, body.lines);
      const messageBody = { fulfillmentOrderId: seen.ref.partId, received };
      return act(deps, principal, { seen, name: 'receiveAtStore', idempotencyKey, body: messageBody });
    },
  }),
  messageRoute('/v1/fulfillment-orders/:id/give-up', {
    kind: 'fulfillment_order',
    name: 'giveUp',
    summary: 'Give up an accepted fulfillment order, whole or in lines',
    body: z.strictObject({ reason: refusalReason, lines: z.array(lineQuantity).min(1).max(200).optional() }),
    messageBody: (fulfillmentOrderId, b) => ({ fulfillmentOrderId, reason: b.reason, lines: b.lines ?? null }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/waybill', {
    kind: 'fulfillment_order',
    name: 'setWaybill',
    summary: 'A label of another carrier, or a tracking number entered by hand',
    body: Label.refine((b) => b.carrier || b.trackingNumber, 'give carrier or trackingNumber').meta({
      anyOf: ['carrier', 'trackingNumber'].map((field) => ({
        required: [field],
        properties: { [field]: { type: 'string' } },
      })),
    }),
    messageBody: (fulfillmentOrderId, b) => ({
      fulfillmentOrderId,
      carrier: b.carrier ?? null,
      trackingNumber: b.trackingNumber ?? null,
    }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/waybill', {
    kind: 'fulfillment_order',
    name: 'voidWaybill',
    method: 'delete',
    summary: 'Void the label',
    messageBody: (fulfillmentOrderId) => ({ fulfillmentOrderId }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/pickup-code', {
    kind: 'fulfillment_order',
    name: 'reissueCode',
    summary: 'Re-issue the pickup code',
    messageBody: (fulfillmentOrderId) => ({ fulfillmentOrderId }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/extend', {
    kind: 'fulfillment_order',
    name: 'extendPickup',
    summary: 'Extend the storage time, once',
    messageBody: (fulfillmentOrderId) => ({ fulfillmentOrderId }),
  }),
  messageRoute('/v1/fulfillment-orders/:id/take-away', {
    kind: 'fulfillment_order',
    name: 'revokeAccepted',
    roles: ['operator'],
    summary: 'Revoke a late fulfillment order from its location',
    messageBody: (fulfillmentOrderId) => ({ fulfillmentOrderId }),
  }),
  messageRoute('/v1/cancellations/:id/agree', {
    kind: 'cancellation',
    name: 'agreeIntercept',
    summary: 'The location has stopped the parcel: the goods stay',
    messageBody: (cancellationId) => ({ cancellationId }),
  }),
  messageRoute('/v1/cancellations/:id/refuse', {
    kind: 'cancellation',
    name: 'refuseIntercept',
    summary: 'The parcel has already left, with this tracking number',
    body: Label.default({}),
    messageBody: (cancellationId, b) => ({
      cancellationId,
      carrier: b.carrier ?? null,
      trackingNumber: b.trackingNumber ?? null,
    }),
  }),
  route({
    method: 'get',
    path: '/v1/fulfillment-orders/:id/label',
    roles: location,
    needs: 'support',
    tag: 'fulfillment',
    summary: 'The label to print for the parcel',
    params,
    answer: Result,
    handle: async ({ params: { id }, principal, deps }) => {
      const fo = await fulfillmentFor(deps, principal, { kind: 'fulfillment_order', id });
      const label = fo.waybills.findLast((w) => w.status === 'CREATED' || w.status === 'HANDED_OVER');
      if (!label) throw new Problem('WAYBILL_MISSING', 'there is no label yet');
      return {
        carrier: label.carrier,
        trackingNumber: label.trackingNumber,
        to: 'address' in fo ? fo.address : null,
        lines: fo.lines,
      };
    },
  }),
];
