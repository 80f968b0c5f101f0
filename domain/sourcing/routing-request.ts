// The routing request of a change: the quantities to route now, if routing is allowed.
import { raiseAttention, type Change } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { LineNeed, RoutingRequest } from '../routing/request.ts';

/** The cause of a routing: quantities without a location, or lost ones that are sent again. */
export type RoutingCause = 'UNROUTED' | 'RESHIP';

const failed = new Set(['REJECTED', 'EXPIRED', 'GIVEN_UP']);

/** The number of offers of this line that failed. */
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
 * The request for the quantities to route now (or to send again), without its carriers; null while the order is on
 * hold, or waits for its buyer or an operator.
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

/** Lost goods are sent again on any day. */
const sameDayOf = (order: Order, cause: RoutingCause): Pick<RoutingRequest, 'sameDay' | 'orderedAt' | 'slot'> =>
  order.sameDay && cause === 'UNROUTED'
    ? { sameDay: true, orderedAt: order.receivedAt, slot: order.slot }
    : { sameDay: false };

/** The open quantity of each line with its product's data; an unknown product is of class A. */
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
