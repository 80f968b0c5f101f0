// Pickup codes: read by the buyer's channel, redeemed at the store. A wrong, a locked, an unknown and another store's
// code get the same answer.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { handleMessage } from '../../../db/order/handle-message.ts';
import { visiblePart } from '../../../db/read/scope.ts';
import { pickupByNumber } from '../../../db/read/work.ts';
import { parsePublicId, publicId } from '../../../domain/order/ids.ts';
import { codeRefused } from '../../../domain/rules/pickup.ts';
import { FulfillmentBody, Result } from '../../contract/responses.ts';
import { actorOf, type Principal } from '../../http/authenticate.ts';
import type { ApiDeps } from '../../http/deps.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { sendMessage } from '../../messages/send-message.ts';
import { name, publicPartId, text } from '../../contract/order-in.ts';
import { partFor } from '../../messages/act.ts';
import { showFulfillment } from '../../messages/show-fulfillment.ts';

const codeProblem = (): Problem => new Problem('CODE_REFUSED', codeRefused.detail);
/**
 * Every refusal comes after the same time, so that the time does not tell whether the number is unknown, foreign, or
 * its code was tried.
 */
const refusedAfterMs = 250;
async function refuseAfterDelay(begunAt: number): Promise<never> {
  await sleep(Math.max(0, refusedAfterMs - (performance.now() - begunAt)));
  throw codeProblem();
}
const ShownCode = z.union([
  z.strictObject({ token: text(120).min(10) }),
  z.strictObject({ orderNumber: name, code: z.string().regex(/^\d{6}$/, 'six digits') }),
]);

/** The FO and the typed code that the store has shown; null when no FO at this location matches. */
async function findShownCode(
  deps: ApiDeps,
  locationId: string,
  shown: z.output<typeof ShownCode>,
): Promise<{ orderId: string; partId: string; typed: string } | null> {
  const em = deps.orm.em.fork();
  if ('code' in shown) {
    const row = await pickupByNumber(em, locationId, shown.orderNumber);
    return row && { orderId: row.orderId, partId: row.id, typed: shown.code };
  }
  const id = shown.token.slice(0, shown.token.lastIndexOf('.'));
  const ref =
    parsePublicId(id) &&
    (await visiblePart(em, { role: 'location', scope: locationId }, { kind: 'fulfillment_order', id }));
  return ref && { ...ref, typed: shown.token };
}

const redeem = route({
  method: 'post',
  path: '/v1/locations/:id/redeem',
  roles: ['location'],
  tag: 'pickup',
  summary: 'Redeem a pickup: the buyer shows a token, or says order number and code',
  params: z.strictObject({ id: name }),
  body: ShownCode,
  answer: FulfillmentBody,
  handle: async ({ params, body, principal, deps, idempotencyKey }) => {
    if (params.id !== principal.scope) throw new Problem('NOT_FOUND', 'there is no such location');
    const begunAt = performance.now();
    const found = await findShownCode(deps, params.id, body);
    if (!found) return refuseAfterDelay(begunAt);
    const proof = deps.pickupKeys.proofOf(publicId(found.orderId, found.partId), found.typed);
    const answer = await sendMessage(deps, principal, {
      orderId: found.orderId,
      name: 'redeem',
      idempotencyKey,
      body: { fulfillmentOrderId: found.partId, proof },
    }).catch(refusedAnswer);
    if (!answer.redeemed) return refuseAfterDelay(begunAt);
    return showFulfillment(deps, principal, found);
  },
});

/** Turns every refusal of a code into the same answer. */
function refusedAnswer(error: unknown): { redeemed: false } {
  if (error instanceof Problem && !['ORDER_ON_HOLD', 'UNAVAILABLE', 'ORDER_STARTING'].includes(error.code))
    return { redeemed: false };
  throw error;
}

async function codeFor(deps: ApiDeps, principal: Principal, id: string) {
  const ref = await partFor(deps, principal, { kind: 'fulfillment_order', id });
  const { refusal, answer } = await handleMessage(deps, ref.orderId, {
    id: `read-${randomUUID()}`,
    by: actorOf(principal),
    name: 'readPickupCode',
    body: { fulfillmentOrderId: ref.partId },
  });
  if (refusal) throw new Problem(refusal.code, refusal.detail);
  const { digits, token } = deps.pickupKeys.derive(id, answer.generation);
  return { code: digits, token, generation: answer.generation };
}

const readCode = route({
  method: 'get',
  path: '/v1/fulfillment-orders/:id/pickup-code',
  roles: ['channel'],
  tag: 'pickup',
  summary: 'The code for the buyer: always the same until re-issued; each reading is recorded',
  params: z.strictObject({ id: publicPartId }),
  answer: Result,
  handle: async ({ params, principal, deps, res }) => {
    res.set('Cache-Control', 'no-store');
    return codeFor(deps, principal, params.id);
  },
});

export const pickupRoutes = [redeem, readCode];
