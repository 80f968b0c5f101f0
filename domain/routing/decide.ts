// From a change to a routing request, and from a plan to FOs, offers and what nobody can serve.
import { inOrderOfChoice } from '../carriers/choice.ts';
import type { Quote } from '../carriers/quote.ts';
import type { CarrierTerms } from '../carriers/terms.ts';
import { move, raiseAttention, type Change } from '../change.ts';
import { openFulfillment, startWork } from '../fulfillment.ts';
import { offerDeadline } from '../offer-deadline.ts';
import type { FulfillmentOrder, Order, QuotaKey } from '../order.ts';
import { placeHold } from '../rules/holds.ts';
import { cancelRest } from '../rules/cancellation.ts';
import { bounded } from './explanation.ts';
import { parcelQuoter } from './parcel-quoter.ts';
import type { Assignment, RoutingPlan } from './plan.ts';
import { isBuyersChoice, type Candidate, type LineNeed, type RoutingRequest } from './request.ts';

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
export function routingRequest(change: Change, what: 'UNROUTED' | 'RESHIP'): Omit<RoutingRequest, 'carriers'> | null {
  const { order, routing } = change;
  const waits =
    order.auditedAt === null ||
    order.holds.some((h) => h.releasedAt === null) ||
    order.buyerChoiceDueAt !== null ||
    waitsForOperator(change);
  if (waits) return null;
  const lines = lineNeeds(change, what);
  const open = routing.byOperator ? lines : lines.filter((l) => !exhausted(change, l.lineId));
  if (open.length < lines.length) raiseExhausted(change);
  if (open.length === 0) return null;
  return {
    now: change.at,
    channelId: order.channelId,
    method: order.method,
    ...sameDayOf(order, what),
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
const sameDayOf = (order: Order, what: 'UNROUTED' | 'RESHIP'): Pick<RoutingRequest, 'sameDay' | 'orderedAt' | 'slot'> =>
  order.sameDay && what === 'UNROUTED'
    ? { sameDay: true, orderedAt: order.receivedAt, slot: order.slot }
    : { sameDay: false };

/** What is open of each line, with what its product is; a product nobody knows is of class A. */
function lineNeeds({ order, products }: Change, what: 'UNROUTED' | 'RESHIP'): LineNeed[] {
  return order.lines
    .map((l) => ({
      lineId: l.id,
      sku: l.sku,
      quantity: what === 'RESHIP' ? l.reshipDue : l.unrouted,
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

/** `carriers` are the terms of those that may be asked for the parcels. */
export interface RoutedPlan {
  plan: RoutingPlan;
  candidates: Candidate[];
  carriers: readonly CarrierTerms[];
  request: RoutingRequest;
  what: 'UNROUTED' | 'RESHIP';
}

/**
 * Opens an FO per assignment; what nobody can serve asks for an operator, is held or is cancelled, as the profile says.
 */
export function applyPlan(change: Change, { plan, candidates, carriers, request, what }: RoutedPlan): void {
  change.plans.push(bounded(plan));
  for (const assignment of plan.assignments)
    offerTo(change, {
      assignment,
      candidate: candidateOf(candidates, assignment.locationId),
      carriers,
      request,
      reship: what === 'RESHIP',
    });
  if (plan.unrouted.length === 0) return;
  if (plan.rest === 'CANCEL' && what === 'UNROUTED')
    cancelRest(change, { lines: plan.unrouted, reason: `no location under ${plan.profileName}` });
  else if (plan.rest === 'HOLD' && !isUnderWay(change))
    placeHold(change, {
      key: 'NO_LOCATION',
      reason: 'no location can serve it; its release routes it again',
      dueAt: null,
      dueAction: null,
    });
  else askForRouter(change, plan);
}

/** A hold would stop what is under way too: then the rest waits in the operators' queue instead. */
const isUnderWay = (change: Change): boolean => change.order.fulfillmentOrders.some((fo) => fo.closedAt === null);

function askForRouter(change: Change, plan: RoutingPlan): void {
  const tried = plan.unrouted.some((l) => attemptsOf(change, l.lineId) > 0);
  if (tried)
    raiseAttention(change, {
      reason: 'ROUTING_EXHAUSTED',
      owner: 'OPERATOR',
      detail: 'no location is left that could serve the rest: route it by hand or cancel it',
    });
  else
    raiseAttention(change, {
      reason: 'NO_CANDIDATE',
      owner: 'OPERATOR',
      detail: 'no location can serve these quantities: see the explanation, route by hand or cancel',
    });
}

function candidateOf(candidates: Candidate[], locationId: string): Candidate {
  const candidate = candidates.find((c) => c.locationId === locationId);
  if (!candidate) throw new Error(`the plan names ${locationId}, which was no candidate`);
  return candidate;
}

interface Offering {
  assignment: Assignment;
  candidate: Candidate;
  carriers: readonly CarrierTerms[];
  request: RoutingRequest;
  reship: boolean;
}

function offerTo(change: Change, { assignment, candidate, carriers, request, reship }: Offering): void {
  const deadlineAt =
    offerDeadline({
      now: change.at,
      intervals: candidate.openIntervals,
      policy: change.policy,
      shipByAt: request.shipByAt,
      handlingSeconds: request.handlingSeconds,
    }) ?? change.at + change.policy.offerSeconds * 1000;
  const fo = openFulfillment(change, {
    locationId: assignment.locationId,
    pickupLocationId:
      request.method === 'STORE_PICKUP' && !isBuyersChoice(request, assignment.locationId)
        ? request.pickupLocationId
        : null,
    lines: assignment.lines,
    deadlineAt,
    quotas: quotasOf(candidate, request),
    sameDay: request.sameDay,
    slot: request.sameDay ? (request.slot ?? null) : null,
    quotes: inOrderOfChoice(
      change.policy.carrierChoice,
      change.policy.preferredCarriers,
      quotesFor({ assignment, candidate, carriers, request }),
    ),
    attempt: Math.max(...assignment.lines.map((l) => attemptsOf(change, l.lineId))) + 1,
    reship,
  });
  if (candidate.autoAccept) acceptAtOnce(change, fo);
}

/**
 * Of the carriers that come there, for this parcel; one for the same day is given to nobody who would bring it later.
 */
function quotesFor({ assignment, candidate, carriers, request }: Omit<Offering, 'reship'>): Quote[] {
  const quotes = parcelQuoter(carriers, { ...request, lines: linesIn(request, assignment) })(candidate);
  return request.sameDay ? quotes.filter((quote) => quote.sameDay) : quotes;
}

/**
 * The counters that an offer there takes a place of. Pickups and what an operator decides count, too, and are never
 * refused for it; but a delivery slot is never overfilled.
 */
function quotasOf(
  { locationId, partyId, quotaDay, quotaLimit, hourlyQuota, franchiseQuota, sameDay }: Candidate,
  request: RoutingRequest,
): (QuotaKey & { limit: number | null })[] {
  const asked = (limit: number | null): number | null =>
    request.ignoreQuota || isBuyersChoice(request, locationId) ? null : limit;
  return [
    { subject: locationId, period: quotaDay, limit: asked(quotaLimit) },
    ...(hourlyQuota ? [{ subject: locationId, period: hourlyQuota.period, limit: asked(hourlyQuota.limit) }] : []),
    ...(franchiseQuota ? [{ subject: `party/${partyId}`, period: quotaDay, limit: asked(franchiseQuota.limit) }] : []),
    ...(request.sameDay && sameDay?.slot
      ? [{ subject: `slot/${locationId}`, period: sameDay.slot.period, limit: sameDay.slot.capacity }]
      : []),
  ];
}

/** What of the request goes into the parcel. */
const linesIn = ({ lines }: RoutingRequest, assignment: Assignment): LineNeed[] =>
  assignment.lines.flatMap(({ lineId, quantity }) =>
    lines.filter((l) => l.lineId === lineId).map((l) => ({ ...l, quantity })),
  );

/** A warehouse behind its own system takes what it is given. */
function acceptAtOnce(change: Change, fo: FulfillmentOrder): void {
  const offer = change.order.offers.find((o) => o.fulfillmentOrderId === fo.id);
  if (!offer) return;
  move(change, { machine: 'OFFER', row: offer, to: 'ACCEPTED', detail: 'autoAccept' });
  Object.assign(offer, { answeredAt: change.at, answeredBy: 'autoAccept' });
  startWork(change, fo);
}
