// Tracking events of carriers: signed by Standard Webhooks, each stored once; events with unknown numbers are matched
// later.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { Webhook } from 'standardwebhooks';
import {
  storeCarrierEvent,
  markApplied,
  messageIdOfEvent,
  type OpenEvent,
} from '../../../db/tracking/carrier-events.ts';
import { Result } from '../../contract/responses.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { keyless } from '../../http/authenticate.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { sendMessage } from '../../messages/send-message.ts';
import { instant, name, text } from '../../contract/order-in.ts';

const Tracking = z.strictObject({
  eventId: name,
  trackingNumber: text(100).min(1),
  event: z.enum(['PICKED_UP', 'DELIVERED', 'RETURNING', 'RETURNED', 'LOST']),
  at: instant,
});

const toleranceSeconds = 300;

/** Compares in constant time. */
function isAmong(given: string[], expected: string): boolean {
  const wanted = Buffer.from(expected);
  return given
    .map((one) => Buffer.from(one))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
}

const unsigned = (): Problem =>
  new Problem(
    'SIGNATURE_INVALID',
    'sign the exact body as Standard Webhooks say; the timestamp may be five minutes off at most',
  );

/** The instant at which this carrier signed exactly this body; throws SIGNATURE_INVALID when it has not. */
function signedAt(
  deps: ApiDeps,
  carrier: string,
  { rawBody, headers }: { rawBody?: Buffer; headers: IncomingHttpHeaders },
): number {
  const [id = '', timestamp = '', given = ''] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => [headers[name]].flat()[0] ?? '',
  );
  const at = Number(timestamp) * 1000;
  const isSigned =
    id !== '' &&
    /^[1-9]\d{0,11}$/.test(timestamp) &&
    isAmong(
      given.split(' '),
      new Webhook(deps.carrierSecrets(carrier)).sign(id, new Date(at), rawBody?.toString('utf8') ?? ''),
    );
  if (!isSigned) throw unsigned();
  return at;
}

/** Applies the stored events of a number to their order, oldest first. */
async function applyEvents(deps: ApiDeps, events: readonly OpenEvent[]): Promise<number> {
  for (const event of events) await applyOne(deps, event);
  return events.length;
}

/** Sends the event as a message, whose write marks it as applied; an event that its order refuses is done, too. */
async function applyOne(deps: ApiDeps, open: OpenEvent): Promise<void> {
  const { carrier, eventId, orderId, waybillId, event, at } = open;
  try {
    await sendMessage(deps, keyless('carrier', carrier), {
      orderId,
      name: 'track',
      messageId: messageIdOfEvent(open),
      idempotencyKey: null,
      body: { waybillId, event, at },
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) throw error;
    await markApplied(deps.orm.em.fork(), carrier, eventId);
  }
}

export const carrierRoutes = [
  route({
    method: 'post',
    path: '/v1/carriers/:carrier/tracking',
    roles: 'signed',
    tag: 'carriers',
    summary: 'A carrier reports a parcel; signed (Standard Webhooks); the same event twice is one',
    params: z.strictObject({ carrier: name }),
    body: Tracking,
    answer: Result,
    handle: async ({ params, body, deps, req }) => {
      const { carrier } = params;
      const signed = { at: signedAt(deps, carrier, req), toleranceSeconds };
      const events = await storeCarrierEvent(deps.orm.em.fork(), { ...body, carrier }, signed);
      if (!events) throw unsigned();
      return { kept: true, applied: await applyEvents(deps, events) };
    },
  }),
];
