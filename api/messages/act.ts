// One act of a location on a part of an order: the part is read with its order, the message is sent, and the response
// is built from the update's answer.
import { readOrderOfPart, type OrderWithContact } from '../../db/read/orders.ts';
import { visiblePart, type PartKind, type PartRef } from '../../db/read/scope.ts';
import { closeMessage, openMessage, routingNeeded } from '../../domain/handle.ts';
import type { ExternalMessage, Messages } from '../../domain/order/messages.ts';
import type { UpdateAnswer } from '../../workflows/contract.ts';
import { actorOf, type Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { Problem } from '../http/problems.ts';
import { sendUpdate } from './send-message.ts';
import { presentPart, showFulfillment } from './show-fulfillment.ts';

const nouns: Record<PartKind, string> = {
  offer: 'offer',
  fulfillment_order: 'fulfillment order',
  fulfillment_order_or_sent: 'fulfillment order',
  cancellation: 'cancellation',
};

/** Reads the part with its order, if this caller may see it; else NOT_FOUND, for foreign and absent parts. */
export async function orderOfPart(
  deps: ApiDeps,
  principal: Principal,
  of: { kind: PartKind; id: string },
): Promise<OrderWithContact & { ref: PartRef }> {
  const found = await readOrderOfPart(deps.orm.em.fork(), principal, of);
  if (!found) throw new Problem('NOT_FOUND', `there is no such ${nouns[of.kind]}`);
  return found;
}

/** Reads only the part; else NOT_FOUND. */
export async function partFor(
  deps: ApiDeps,
  principal: Principal,
  of: { kind: PartKind; id: string },
): Promise<PartRef> {
  const ref = await visiblePart(deps.orm.em.fork(), principal, of);
  if (!ref) throw new Problem('NOT_FOUND', `there is no such ${nouns[of.kind]}`);
  return ref;
}

export interface Act<N extends ExternalMessage> {
  name: N;
  body: Messages[N];
  idempotencyKey: string | null;
}

/** Sends the message and returns the fulfillment order after it. */
export async function act<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  { seen, ...request }: Act<N> & { seen: OrderWithContact & { ref: PartRef } },
) {
  const { ref } = seen;
  const answered = await sendUpdate(deps, principal, { orderId: ref.orderId, ...request });
  const after = afterUpdate(deps, principal, { seen, request, answered });
  return (after && presentPart(after, principal, ref)) ?? showFulfillment(deps, principal, ref);
}

/**
 * The order after the update, without a second read: rules are pure, so the same message to the same version at the
 * same instant results in the same order. Null if another message came between, or if the change was routed.
 */
function afterUpdate<N extends ExternalMessage>(
  { pickupKeys }: ApiDeps,
  principal: Principal,
  { seen, request, answered }: { seen: OrderWithContact; request: Act<N>; answered: UpdateAnswer<N> },
): OrderWithContact | null {
  const { stored, contact } = seen;
  if (answered.at === undefined || answered.version !== stored.order.version + 1) return null;
  const message = { id: 'answered', by: actorOf(principal), name: request.name, body: request.body };
  const opened = openMessage(
    { ...stored, nowAt: answered.at, previousAnswer: null, keyReused: false },
    message,
    pickupKeys,
  );
  if (opened.kind !== 'CHANGE' || routingNeeded(opened)) return null;
  closeMessage(opened);
  return { stored: { ...stored, nowAt: answered.at, order: opened.change.order }, contact };
}
