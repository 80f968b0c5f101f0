// From a change to a routing request: what must be routed now, and whether it may be.
import { raiseAttention, type Change } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { LineNeed, RoutingRequest } from '../routing/request.ts';

/** Why quantities are routed: they have no location, or were lost and are sent once more. */
export type RoutingCause = 'UNROUTED' | 'RESHIP';

const failed = new Set(['REJECTED', 'EXPIRED', 'GIVEN_UP']);

/** How often locations have failed to serve this line. */
export function attemptsOf(change: Change, lineId: string): number {
  const { order } = change;
  return order.offers.filter(
    (o) =>
      failed.has(o.status) &&
      order.fulfillmentLines.some((l) => l.lineId === lineId && l.fulfillmentOrderId === o.fulfillmentOrderId),
  ).length;
}

const waitsForOperator = (change: Change): boolean =>
  change.order.attentions.some(
    (a) =>
      a.resolvedAt === null && (a.reason === 'NO_CANDIDATE' || a.reason === 'ROUTING_EXHAUSTED' || a.reason === 'BUG'),
  );

/**
 * What must be routed now (or sent once more), but for the carriers, or null: nothing while the order is held, waits
 * for its buyer or for an operator.
 */
export function routingRequest(change: Change, cause: RoutingCause): Omit<RoutingRequest, 'carriers'> | null {
  const { order, routing } = change;
  const waits =
    order.auditedAt === null ||
    order.holds.some((h) => h.releasedAt === null) ||
    order.buyerChoiceDueAt !== null ||
    waitsForOperator(change);
  if (waits) return null;
  const lines = lineNeeds(change, cause);
  const open = routing.byOperator ? lines : lines.filter((l) => !exhausted(change, l.lineId));
  if (open.length < lines.length) raiseExhausted(change);
  if (open.length === 0) return null;
  return {
    now: change.at,
    channelId: order.channelId,
    method: order.method,
    ...sameDayOf(order, cause),
    orderValueMinor: order.goodsMinor - order.discountMinor,
    pickupLocationId: order.pickupLocationId,
    destination: order.destination,
    shipByAt: order.shipByAt,
    handlingSeconds: change.policy.handlingSeconds,
    lines: open,
    exclusions: order.exclusions
      .filter((x) => x.untilAt > change.at)
      .map(({ lineId, locationId, untilAt }) => ({ lineId, locationId, untilAt })),
    preferredLocationId: routing.preferredLocationId ?? null,
    onlyLocationId: routing.onlyLocationId ?? null,
    ignoreQuota: routing.byOperator ?? false,
    ignoreExclusions: (routing.byOperator ?? false) && (routing.onlyLocationId ?? null) !== null,
  };
}

/** What was lost on its way is sent once more on any day. */
const sameDayOf = (order: Order, cause: RoutingCause): Pick<RoutingRequest, 'sameDay' | 'orderedAt' | 'slot'> =>
  order.sameDay && cause === 'UNROUTED'
    ? { sameDay: true, orderedAt: order.receivedAt, slot: order.slot }
    : { sameDay: false };

/** What is open of each line, with what its product is; a product nobody knows is of class A. */
function lineNeeds({ order, products }: Change, cause: RoutingCause): LineNeed[] {
  return order.lines
    .map((l) => ({
      lineId: l.id,
      sku: l.sku,
      quantity: cause === 'RESHIP' ? l.reshipDue : l.unrouted,
      unitPriceMinor: l.unitPriceMinor,
      giftForLineId: l.giftForLineId,
      goodsClass: products[l.sku]?.goodsClass ?? 'A',
      weightGrams: products[l.sku]?.weightGrams ?? 0,
      volumeCm3: products[l.sku]?.volumeCm3 ?? 0,
    }))
    .filter((l) => l.quantity > 0);
}

const exhausted = (change: Change, lineId: string): boolean => attemptsOf(change, lineId) >= change.policy.maxOffers;

function raiseExhausted(change: Change): void {
  raiseAttention(change, {
    reason: 'ROUTING_EXHAUSTED',
    owner: 'OPERATOR',
    detail: `${change.policy.maxOffers} locations were asked in vain: route it by hand or cancel it`,
  });
}
