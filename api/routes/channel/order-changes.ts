// Changes of an order after intake by its channel or an operator.
import { z } from 'zod';
import { amendContact, readRecipient } from '../../../db/order/contact.ts';
import { handleMessage } from '../../../db/order/handle-message.ts';
import { readOrder } from '../../../db/order/read-order.ts';
import { mayReportCash } from '../../../db/read/scope.ts';
import { publicId } from '../../../domain/order/ids.ts';
import { destinationOf, isComplete, withRecipient } from '../../../domain/intake/address.ts';
import { Cancelled, Result, OrderBody } from '../../contract/responses.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { actorOf } from '../../http/authenticate.ts';
import { sendMessage } from '../../messages/send-message.ts';
import { Address, instant, lineQuantity, name, text } from '../../contract/order-in.ts';
import { both, orderParams, showOrder, visibleOrder } from './orders.ts';

const cancel = route({
  method: 'post',
  path: '/v1/orders/:id/cancel',
  roles: both,
  needs: 'support',
  tag: 'orders',
  summary: 'Cancel all or some quantities; the answer gives the outcome of each',
  params: orderParams,
  answer: Cancelled,
  body: z.strictObject({
    kind: z.enum(['REQUEST', 'NOTICE']).default('REQUEST'),
    lines: z.array(lineQuantity).min(1).max(200).optional(),
    reason: text(300).min(1),
  }),
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    const orderId = await visibleOrder(deps, principal, params.id);
    const answer = await sendMessage(deps, principal, {
      orderId,
      name: 'cancel',
      idempotencyKey,
      body: { kind: body.kind, lines: body.lines ?? null, reason: body.reason },
    });
    return {
      outcomes: answer.outcomes.map((o) =>
        o.cancellationId ? { ...o, cancellationId: publicId(orderId, o.cancellationId) } : o,
      ),
    };
  },
});

/** Carriers and locations may only report that a payment on delivery was collected. */
async function requireCash(
  deps: ApiDeps,
  orderId: string,
  { paymentId, status }: { paymentId: string; status: string },
): Promise<void> {
  const payment = (await readOrder(deps.orm.em.fork(), orderId))?.order.payments.find((one) => one.id === paymentId);
  if (status !== 'CAPTURED' || (payment?.status !== 'ON_DELIVERY' && payment?.status !== 'CAPTURED'))
    throw new Problem('WRONG_STATE', 'a carrier or location may only report cash collected for a payment on delivery');
}

const payments = route({
  method: 'post',
  path: '/v1/orders/:id/payments',
  roles: ['channel', 'operator', 'carrier', 'location'],
  needs: 'finance',
  tag: 'orders',
  summary: 'A payment was authorized, captured or failed; a carrier or location reports that it was collected',
  params: orderParams,
  answer: Result,
  body: z.strictObject({
    paymentId: name,
    status: z.enum(['AUTHORIZED', 'CAPTURED', 'FAILED', 'VOIDED']),
    reference: text(200).nullish(),
  }),
  handle: async ({ params: { id: orderId }, body, principal, deps, idempotencyKey }) => {
    if (!(await mayReportCash(deps.orm.em.fork(), principal, orderId)))
      throw new Problem('NOT_FOUND', 'there is no such order');
    if (principal.role === 'carrier' || principal.role === 'location') await requireCash(deps, orderId, body);
    return sendMessage(deps, principal, {
      orderId,
      name: 'recordPayment',
      idempotencyKey,
      body: { ...body, reference: body.reference ?? null },
    });
  },
});

const choice = route({
  method: 'post',
  path: '/v1/orders/:id/pickup-choice',
  roles: both,
  needs: 'support',
  tag: 'orders',
  summary: 'The buyer of a pickup order chooses another store, delivery, to wait for late goods, or cancels',
  params: orderParams,
  answer: Result,
  body: z.union([
    z.strictObject({ locationId: name }),
    z.strictObject({ deliver: z.literal(true) }),
    z.strictObject({ wait: z.literal(true) }),
    z.strictObject({ cancel: z.literal(true) }),
  ]),
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    const chosen =
      'locationId' in body
        ? { choice: 'STORE' as const, locationId: body.locationId }
        : {
            choice: 'deliver' in body ? ('DELIVER' as const) : 'wait' in body ? ('WAIT' as const) : ('CANCEL' as const),
            locationId: null,
          };
    return sendMessage(deps, principal, {
      orderId: await visibleOrder(deps, principal, params.id),
      name: 'choosePickup',
      idempotencyKey,
      body: chosen,
    });
  },
});

const amend = route({
  method: 'patch',
  path: '/v1/orders/:id',
  roles: both,
  needs: 'support',
  tag: 'orders',
  summary: 'Change address, note or ship-by until the first label is made',
  params: orderParams,
  answer: OrderBody,
  body: z
    .strictObject({
      address: Address.optional(),
      buyerNote: text(1000).nullable().optional(),
      shipBy: instant.optional(),
    })
    .refine((b) => Object.keys(b).length > 0, 'say what changes: address, buyerNote or shipBy')
    .meta({ minProperties: 1 }),
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    const orderId = await visibleOrder(deps, principal, params.id);
    const { country, buyer } = await readRecipient(deps.orm.em.fork(), orderId);
    const address = body.address ? withRecipient(body.address, buyer) : null;
    await sendMessage(deps, principal, {
      orderId,
      name: 'amendOrder',
      idempotencyKey,
      body: {
        destination: destinationOf(address, country),
        addressComplete: address ? isComplete(address, country) : null,
        shipByAt: body.shipBy ?? null,
      },
    });
    await amendContact(deps.orm.em.fork(), orderId, {
      address,
      ...(body.buyerNote === undefined ? {} : { buyerNote: body.buyerNote }),
    });
    return showOrder(deps, principal, orderId);
  },
});

const receipt = route({
  method: 'post',
  path: '/v1/orders/:id/receipt-confirmation',
  roles: both,
  needs: 'support',
  tag: 'orders',
  summary: 'The buyer has confirmed the receipt',
  params: orderParams,
  answer: Result,
  handle: async ({ params, principal, deps }) => {
    const orderId = await visibleOrder(deps, principal, params.id);
    const { refusal } = await handleMessage(deps, orderId, {
      id: 'receipt',
      by: actorOf(principal),
      name: 'confirmReceipt',
      body: {},
    });
    if (refusal) throw new Problem(refusal.code, refusal.detail);
    return { status: 'COMPLETED' };
  },
});

export const orderChangeRoutes = [cancel, payments, choice, amend, receipt];
