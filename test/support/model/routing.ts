// The model does not choose locations. It takes over the routing's choice and returns objections to it.
import type { Order } from '../../../domain/order/order.ts';
import { raiseAttention, lineOf, reserve } from './goods.ts';
import { paperSuppliers } from '../paper-order.ts';
import { isOnHold, type Model, type FulfillmentModel, type FulfillmentLineModel } from './order-model.ts';

const waitsForOperator = ['NO_CANDIDATE', 'ROUTING_EXHAUSTED', 'BUG'];
/** No location is asked while the order is not audited, on hold, or waiting for its buyer or an operator. */
const mayBeRouted = (m: Model): boolean =>
  m.audited &&
  !isOnHold(m) &&
  m.buyerChoiceDueAt === null &&
  !m.attentions.some((a) => waitsForOperator.includes(a.reason));
const isExcluded = (m: Model, lineId: string, at: string): boolean =>
  m.routing.onlyLocationId === null &&
  m.exclusions.some((x) => x.lineId === lineId && x.locationId === at && x.untilAt > m.now);
const freeUnits = (m: Model, at: string, sku: string): number => {
  const s = m.stock.get(`${at}/${sku}`);
  return s ? s.onHand - s.reserved : 0;
};
const failures = (m: Model, lineId: string): number =>
  m.fulfillmentOrders.filter(
    (p) => ['REJECTED', 'EXPIRED', 'GIVEN_UP'].includes(p.offerStatus) && p.lines.some((r) => r.lineId === lineId),
  ).length;
const isExhausted = (m: Model, lineId: string): boolean =>
  !m.routing.byOperator && failures(m, lineId) >= m.policy.maxOffers;
/**
 * A pickup store is supplied with the quantities it lacks; where lines are not cut, it may have to leave its own part.
 */
const mayBeSentFor = (m: Model, lineId: string): boolean =>
  m.routing.onlyLocationId !== null ||
  m.split !== 'BY_QUANTITY' ||
  isExcluded(m, lineId, m.pickupLocationId ?? '') ||
  freeUnits(m, m.pickupLocationId ?? '', lineOf(m, lineId).sku) === 0;
const mayServe = (m: Model, lineId: string, at: string): boolean =>
  !isExcluded(m, lineId, at) &&
  (m.routing.onlyLocationId ?? at) === at &&
  (m.method !== 'STORE_PICKUP' ||
    m.pickupLocationId === at ||
    (paperSuppliers.includes(at) && mayBeSentFor(m, lineId))) &&
  freeUnits(m, at, lineOf(m, lineId).sku) > 0;

/** Takes over the opened FOs and the routing attention; returns the objections. */
export function takeOverRouting(m: Model, order: Order): string[] {
  const fresh = order.fulfillmentOrders.slice(m.fulfillmentOrders.length);
  if (!mayBeRouted(m)) return fresh.map((fo) => `${fo.id}: nobody was to be asked now`);
  const objections = fresh.flatMap((fo) => openFulfillment(m, order, fo.id));
  const left = m.lines.filter((l) => l.unrouted > 0);
  const raised = order.attentions.filter(
    (a) => a.resolvedAt === null && (a.reason === 'NO_CANDIDATE' || a.reason === 'ROUTING_EXHAUSTED'),
  );
  if (left.length === 0 && m.lines.every((l) => l.reshipDue === 0)) return objections;
  if (raised.length === 0) objections.push('quantities have no location, and nobody is told');
  for (const { reason, subjectId } of raised) raiseAttention(m, reason, subjectId);
  const couldServe = left.filter(
    (l) => m.split === 'BY_QUANTITY' && !isExhausted(m, l.id) && ['a', 'b', 'c'].some((at) => mayServe(m, l.id, at)),
  );
  return [...objections, ...couldServe.map((l) => `${l.id} has no location, though one has it`)];
}

function openFulfillment(m: Model, order: Order, id: string): string[] {
  const fo = order.fulfillmentOrders.find((f) => f.id === id) as Order['fulfillmentOrders'][number];
  const offer = order.offers.find((o) => o.fulfillmentOrderId === id) as Order['offers'][number];
  const lines = order.fulfillmentLines
    .filter((r) => r.fulfillmentOrderId === id)
    .map((r): FulfillmentLineModel => ({ lineId: r.lineId, sku: r.sku, quantity: r.quantity, reservation: 'HELD' }));
  const opened: FulfillmentModel = {
    id,
    offerId: offer.id,
    locationId: fo.locationId,
    pickupLocationId: m.method === 'STORE_PICKUP' && m.pickupLocationId !== fo.locationId ? m.pickupLocationId : null,
    method: m.method,
    reship: fo.reship,
    status: 'OPEN',
    offerStatus: 'OFFERED',
    lines,
    waybills: [],
    pickupCodes: [],
    deadlineAt: offer.deadlineAt,
    dueAt: null,
    pickupExpiresAt: null,
    pickupExtended: false,
    deliveryDueAt: null,
  };
  const objections = [
    ...(lines.length === 0 ? [`${id} is empty`] : []),
    ...(offer.deadlineAt < m.now ? [`${id} was offered with no time left`] : []),
    ...lines.flatMap(({ lineId, sku, quantity }) => [
      ...(mayServe(m, lineId, fo.locationId) ? [] : [`${fo.locationId} was not to be asked for ${lineId}`]),
      ...(isExhausted(m, lineId) ? [`${lineId} was asked for too often`] : []),
      ...(quantity > freeUnits(m, fo.locationId, sku) ? [`${fo.locationId} has not ${quantity} ${sku}`] : []),
      ...(quantity > lineOf(m, lineId)[fo.reship ? 'reshipDue' : 'unrouted']
        ? [`${quantity} of ${lineId} were not to be routed`]
        : []),
    ]),
  ];
  m.fulfillmentOrders.push(opened);
  for (const row of lines) reserve(m, opened, row);
  return objections;
}
