// The part of an order that a location works on: found for its caller, shown to it.
import { readOrders } from '../../db/read/orders.ts';
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
export async function showFulfillment(deps: ApiDeps, principal: Principal, ref: PartRef) {
  const [shown] = await showFulfillments(deps, principal, [{ ...ref, partId: ref.partId.replace(/^o/, 'f') }]);
  if (!shown) throw new Problem('NOT_FOUND', 'there is no such fulfillment order');
  return shown;
}

/** FOs as this caller sees them, in the order given: one statement, however many they are. */
export async function showFulfillments(deps: ApiDeps, principal: Principal, refs: readonly PartRef[]) {
  const orders = await readOrders(
    deps.orm.em.fork(),
    refs.map((ref) => ref.orderId),
  );
  return refs.flatMap(({ orderId, partId }) => {
    const found = orders.get(orderId);
    const fo = found?.stored.order.fulfillmentOrders.find((f) => f.id === partId);
    if (!found || !fo) return [];
    const { order, nowAt, policy } = found.stored;
    const sentOn = principal.role === 'location' && principal.scope !== fo.locationId;
    const contact = sentOn ? null : found.contact;
    const { handlingSeconds } = policy;
    return [presentFulfillment(order, fo, { role: principal.role, sentOn, contact, nowAt, handlingSeconds })];
  });
}
