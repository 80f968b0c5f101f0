// The part of an order that a location works on: found for its caller, shown to it.
import { loadOrder } from '../../db/order/order-store.ts';
import { readContact } from '../../db/read/orders.ts';
import { visiblePart, type PartRef } from '../../db/read/scope.ts';
import type { Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { presentFulfillment } from '../contract/fulfillment-out.ts';
import { Problem } from '../http/problems.ts';

export type PartKind = 'offer' | 'fulfillment_order' | 'fulfillment_order_or_sent' | 'cancellation';
const nouns: Record<PartKind, string> = {
  offer: 'offer',
  fulfillment_order: 'fulfillment order',
  fulfillment_order_or_sent: 'fulfillment order',
  cancellation: 'cancellation',
};

/** The part, if this caller may see it; else NOT_FOUND, whether it is foreign or absent. */
export async function partFor(
  deps: ApiDeps,
  principal: Principal,
  of: { kind: PartKind; id: string },
): Promise<PartRef> {
  const ref = await visiblePart(deps.orm.em.fork(), principal, of);
  if (!ref) throw new Problem('NOT_FOUND', `there is no such ${nouns[of.kind]}`);
  return ref;
}

/** One FO as this caller sees it. */
export async function showFulfillment(deps: ApiDeps, principal: Principal, { orderId, partId }: PartRef) {
  const em = deps.orm.em.fork();
  const loaded = await loadOrder(em, orderId);
  const fo = loaded?.order.fulfillmentOrders.find((f) => f.id === partId.replace(/^o/, 'f'));
  if (!loaded || !fo) throw new Problem('NOT_FOUND', 'there is no such fulfillment order');
  const sentOn = principal.role === 'location' && principal.scope !== fo.locationId;
  return presentFulfillment(loaded.order, fo, {
    role: principal.role,
    sentOn,
    contact: sentOn ? null : await readContact(em, orderId),
    nowAt: loaded.nowAt,
    handlingSeconds: loaded.policy.handlingSeconds,
  });
}
