// The sheet does not choose locations. It takes over what the routing has chosen, and says whether a shop manager would
// object.
import type { Order } from '../../../domain/order/order.ts';
import { ask, lineOf, reserve } from './goods.ts';
import { paperSuppliers } from '../paper-order.ts';
import { isHeld, type Model, type PartModel, type RowModel } from './order-model.ts';

const stuck = ['NO_CANDIDATE', 'ROUTING_EXHAUSTED', 'BUG'];
/** Nobody is asked while the order is not audited, held, waiting for its buyer or for an operator. */
const mayBeRouted = (m: Model): boolean =>
  m.audited && !isHeld(m) && m.buyerDueAt === null && !m.asks.some((a) => stuck.includes(a.reason));
const isExcluded = (m: Model, lineId: string, at: string): boolean =>
  m.wish.only === null && m.excluded.some((x) => x.lineId === lineId && x.at === at && x.until > m.now);
const free = (m: Model, at: string, sku: string): number => {
  const s = m.shelves.get(`${at}/${sku}`);
  return s ? s.onHand - s.reserved : 0;
};
const failures = (m: Model, lineId: string): number =>
  m.parts.filter(
    (p) => ['REJECTED', 'EXPIRED', 'GIVEN_UP'].includes(p.offer) && p.rows.some((r) => r.lineId === lineId),
  ).length;
const tiredOf = (m: Model, lineId: string): boolean => !m.wish.byOperator && failures(m, lineId) >= m.policy.maxOffers;
/**
 * A store that collects for its buyer gets sent what it cannot give; where lines are not cut, it may have to leave what
 * it has.
 */
const mayBeSentFor = (m: Model, lineId: string): boolean =>
  m.wish.only !== null ||
  m.split !== 'BY_QUANTITY' ||
  isExcluded(m, lineId, m.pickupAt ?? '') ||
  free(m, m.pickupAt ?? '', lineOf(m, lineId).sku) === 0;
const mayServe = (m: Model, lineId: string, at: string): boolean =>
  !isExcluded(m, lineId, at) &&
  (m.wish.only ?? at) === at &&
  (m.method !== 'STORE_PICKUP' || m.pickupAt === at || (paperSuppliers.includes(at) && mayBeSentFor(m, lineId))) &&
  free(m, at, lineOf(m, lineId).sku) > 0;

/** Takes over the parts that were opened and the cries for an operator; gives the objections. */
export function takeOverRouting(m: Model, order: Order): string[] {
  const fresh = order.fulfillmentOrders.slice(m.parts.length);
  if (!mayBeRouted(m)) return fresh.map((fo) => `${fo.id}: nobody was to be asked now`);
  const objections = fresh.flatMap((fo) => open(m, order, fo.id));
  const left = m.lines.filter((l) => l.unrouted > 0);
  const cries = order.attentions.filter(
    (a) => a.resolvedAt === null && (a.reason === 'NO_CANDIDATE' || a.reason === 'ROUTING_EXHAUSTED'),
  );
  if (left.length === 0 && m.lines.every((l) => l.reshipDue === 0)) return objections;
  if (cries.length === 0) objections.push('quantities have no location, and nobody is told');
  for (const { reason, subjectId } of cries) ask(m, reason, subjectId);
  const couldServe = left.filter(
    (l) => m.split === 'BY_QUANTITY' && !tiredOf(m, l.id) && ['a', 'b', 'c'].some((at) => mayServe(m, l.id, at)),
  );
  return [...objections, ...couldServe.map((l) => `${l.id} has no location, though one has it`)];
}

function open(m: Model, order: Order, id: string): string[] {
  const fo = order.fulfillmentOrders.find((f) => f.id === id) as Order['fulfillmentOrders'][number];
  const offer = order.offers.find((o) => o.fulfillmentOrderId === id) as Order['offers'][number];
  const rows = order.fulfillmentLines
    .filter((r) => r.fulfillmentOrderId === id)
    .map((r): RowModel => ({ lineId: r.lineId, sku: r.sku, quantity: r.quantity, state: 'HELD' }));
  const part: PartModel = {
    id,
    offerId: offer.id,
    at: fo.locationId,
    goesTo: m.method === 'STORE_PICKUP' && m.pickupAt !== fo.locationId ? m.pickupAt : null,
    method: m.method,
    reship: fo.reship,
    status: 'OPEN',
    offer: 'OFFERED',
    rows,
    labels: [],
    codes: [],
    offerDueAt: offer.deadlineAt,
    dueAt: null,
    expiresAt: null,
    extended: false,
    deliveryDueAt: null,
  };
  const objections = [
    ...(rows.length === 0 ? [`${id} is empty`] : []),
    ...(offer.deadlineAt < m.now ? [`${id} was offered with no time left`] : []),
    ...rows.flatMap(({ lineId, sku, quantity }) => [
      ...(mayServe(m, lineId, fo.locationId) ? [] : [`${fo.locationId} was not to be asked for ${lineId}`]),
      ...(tiredOf(m, lineId) ? [`${lineId} was asked for too often`] : []),
      ...(quantity > free(m, fo.locationId, sku) ? [`${fo.locationId} has not ${quantity} ${sku}`] : []),
      ...(quantity > lineOf(m, lineId)[fo.reship ? 'reshipDue' : 'unrouted']
        ? [`${quantity} of ${lineId} were not to be routed`]
        : []),
    ]),
  ];
  m.parts.push(part);
  for (const row of rows) reserve(m, part, row);
  return objections;
}
