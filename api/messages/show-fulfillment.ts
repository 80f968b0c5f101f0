// Fulfillment orders presented for their callers.
import { readOrders, type OrderWithContact } from '../../db/read/orders.ts';
import type { PartRef } from '../../db/read/scope.ts';
import type { Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { presentFulfillment } from '../contract/fulfillment-out.ts';
import { Problem } from '../http/problems.ts';

/** One FO as this caller sees it. */
export async function showFulfillment(deps: ApiDeps, principal: Principal, ref: PartRef) {
  const [shown] = await showFulfillments(deps, principal, [ref]);
  if (!shown) throw new Problem('NOT_FOUND', 'there is no such fulfillment order');
  return shown;
}

/** FOs as this caller sees them, in the order given; one statement for all of them. */
export async function showFulfillments(deps: ApiDeps, principal: Principal, refs: readonly PartRef[]) {
  const orders = await readOrders(
    deps.orm.em.fork(),
    refs.map((ref) => ref.orderId),
  );
  return refs.flatMap((ref) => {
    const seen = orders.get(ref.orderId);
    return (seen && presentPart(seen, principal, ref)) ?? [];
  });
}

/** The FO of a part, or of its offer, as this caller sees it; null when the order has none with this id. */
export function presentPart({ stored, contact }: OrderWithContact, { role, scope }: Principal, { partId }: PartRef) {
  const { order, nowAt, policy } = stored;
  const fo = order.fulfillmentOrders.find((f) => f.id === partId.replace(/^o/, 'f'));
  if (!fo) return null;
  const sentOn = role === 'location' && scope !== fo.locationId;
  const { handlingSeconds } = policy;
  return presentFulfillment(order, fo, { role, sentOn, contact: sentOn ? null : contact, nowAt, handlingSeconds });
}
