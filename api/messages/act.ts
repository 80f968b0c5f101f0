// One act of a location on a part of an order: the part is found with its order, the message is sent, and the answer is
// made from what the update says.
import { readOrderOfPart, type SeenOrder } from '../../db/read/orders.ts';
import { visiblePart, type PartKind, type PartRef } from '../../db/read/scope.ts';
import { closeMessage, openMessage, routingNeeded } from '../../domain/handle.ts';
import type { ExternalMessage, Messages } from '../../domain/order/messages.ts';
import type { UpdateAnswer } from '../../workflows/contract.ts';
import type { Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { Problem } from '../http/problems.ts';
import { sendUpdate, actorOf } from './send-message.ts';
import { presentPart, showFulfillment } from './show-fulfillment.ts';

const nouns: Record<PartKind, string> = {
  offer: 'offer',
  fulfillment_order: 'fulfillment order',
  fulfillment_order_or_sent: 'fulfillment order',
  cancellation: 'cancellation',
};

/** The part with its order, if this caller may see it; else NOT_FOUND, whether it is foreign or absent. */
export async function orderOfPart(
  deps: ApiDeps,
  principal: Principal,
  of: { kind: PartKind; id: string },
): Promise<SeenOrder & { ref: PartRef }> {
  const found = await readOrderOfPart(deps.orm.em.fork(), principal, of);
  if (!found) throw new Problem('NOT_FOUND', `there is no such ${nouns[of.kind]}`);
  return found;
}

/** The part alone; else NOT_FOUND. */
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

/** Sends the message and answers with the fulfillment order as it is then. */
export async function act<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  { seen, ...said }: Act<N> & { seen: SeenOrder & { ref: PartRef } },
) {
  const { ref } = seen;
  const told = await sendUpdate(deps, principal, { orderId: ref.orderId, ...said });
  const after = afterUpdate(deps, principal, { seen, said, told });
  return (after && presentPart(after, principal, ref)) ?? showFulfillment(deps, principal, ref);
}

/**
 * The order as the update has left it, without reading it again: rules are pure, so the same message to the same
 * version at the same instant makes the same order. Null where another message came between, or routing had its part.
 */
function afterUpdate<N extends ExternalMessage>(
  { pickupKeys }: ApiDeps,
  principal: Principal,
  { seen, said, told }: { seen: SeenOrder; said: Act<N>; told: UpdateAnswer<N> },
): SeenOrder | null {
  const { stored, contact } = seen;
  if (told.at === undefined || told.version !== stored.order.version + 1) return null;
  const message = { id: 'told', by: actorOf(principal), name: said.name, body: said.body };
  const opened = openMessage({ ...stored, nowAt: told.at, previousAnswer: null }, message, pickupKeys);
  if (opened.kind !== 'CHANGE' || routingNeeded(opened)) return null;
  closeMessage(opened);
  return { stored: { ...stored, nowAt: told.at, order: opened.change.order }, contact };
}
