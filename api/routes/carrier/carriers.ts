// Tracking from carriers: signed by Standard Webhooks, each event once, unknown numbers kept and matched later.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { Webhook } from 'standardwebhooks';
import { databaseNow } from '../../../db/connection/clock.ts';
import { keepCarrierEvent, markApplied, openEvents, type OpenEvent } from '../../../db/tracking/carrier-events.ts';
import { Result } from '../../contract/responses.ts';
import type { ApiDeps } from '../../http/deps.ts';
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

/** Takes the same time whatever is given. */
function isAmong(given: string[], expected: string): boolean {
  const wanted = Buffer.from(expected);
  return given
    .map((one) => Buffer.from(one))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
}

/**
 * Throws SIGNATURE_INVALID unless this carrier signed exactly this body within five minutes, by the database's clock:
 * ours may be wrong, and all of us must have one.
 */
async function verify(
  deps: ApiDeps,
  carrier: string,
  { rawBody, headers }: { rawBody?: Buffer; headers: IncomingHttpHeaders },
): Promise<void> {
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
  if (isSigned && Math.abs((await databaseNow(deps.orm.em.fork())) - at) <= toleranceSeconds * 1000) return;
  throw new Problem(
    'SIGNATURE_INVALID',
    'sign the exact body as Standard Webhooks say; the timestamp may be five minutes off at most',
  );
}

/** Passes kept events of a number on to their order, oldest first. */
export async function applyEvents(deps: ApiDeps, carrier: string, trackingNumber: string): Promise<number> {
  const events = await openEvents(deps.orm.em.fork(), carrier, trackingNumber);
  for (const event of events) await applyOne(deps, event);
  return events.length;
}

async function applyOne(deps: ApiDeps, { carrier, eventId, orderId, waybillId, event, at }: OpenEvent): Promise<void> {
  const principal = { role: 'carrier' as const, name: carrier, scope: carrier };
  try {
    await sendMessage(deps, principal, {
      orderId,
      name: 'track',
      idempotencyKey: `${carrier}/${eventId}`,
      body: { waybillId, event, at },
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) throw error;
  }
  await markApplied(deps.orm.em.fork(), carrier, eventId);
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
      await verify(deps, params.carrier, req);
      await keepCarrierEvent(deps.orm.em.fork(), params.carrier, body);
      const applied = await applyEvents(deps, params.carrier, body.trackingNumber);
      return { kept: true, applied };
    },
  }),
];
