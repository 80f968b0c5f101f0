// The application of a routing plan: fulfillment orders, offers, and the action for quantities without a location.
import { rankQuotes } from '../carriers/choice.ts';
import type { Quote } from '../carriers/quote.ts';
import type { CarrierTerms } from '../carriers/terms.ts';
import { move, offerOf, raiseAttention, type Change } from '../order/change.ts';
import { openFulfillment, startWork } from '../steps/fulfillment.ts';
import { offerDeadline } from '../promise/offer-deadline.ts';
import type { FulfillmentOrder, QuotaKey } from '../order/order.ts';
import { placeHold } from '../rules/holds.ts';
import { cancelUnserved } from '../rules/cancellation.ts';
import { boundPlan } from '../routing/explanation.ts';
import { parcelQuoter } from '../routing/parcel-quoter.ts';
import type { Assignment, RoutingPlan } from '../routing/plan.ts';
import { isChosenStore, type Candidate, type LineNeed, type RoutingRequest } from '../routing/request.ts';
import { attemptsOf, type RoutingCause } from './routing-request.ts';

/** `carriers` are the terms of the carriers that may be asked for the parcels. */
export interface RoutedPlan {
  plan: RoutingPlan;
  candidates: readonly Candidate[];
  carriers: readonly CarrierTerms[];
  request: RoutingRequest;
  cause: RoutingCause;
}

/**
 * Opens an FO per assignment; quantities that no location can serve raise attention, are held or are cancelled, as the
 * profile says.
 */
export function applyPlan(change: Change, { plan, candidates, carriers, request, cause }: RoutedPlan): void {
  change.plans.push(boundPlan(plan));
  for (const assignment of plan.assignments)
    offerTo(change, {
      assignment,
      candidate: candidateOf(candidates, assignment.locationId),
      carriers,
      request,
      reship: cause === 'RESHIP',
    });
  if (plan.unrouted.length === 0) return;
  if (plan.rest === 'CANCEL' && cause === 'UNROUTED')
    cancelUnserved(change, { lines: plan.unrouted, reason: `no location under ${plan.profileName}` });
  else if (plan.rest === 'HOLD' && !isUnderWay(change))
    placeHold(change, {
      key: 'NO_LOCATION',
      reason: 'no location can serve it; its release routes it again',
      dueAt: null,
      dueAction: null,
    });
  else raiseUnroutable(change, plan);
}

/** A hold would also stop FOs under way: in this case attention is raised instead. */
const isUnderWay = (change: Change): boolean => change.order.fulfillmentOrders.some((fo) => fo.closedAt === null);

function raiseUnroutable(change: Change, plan: RoutingPlan): void {
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

function candidateOf(candidates: readonly Candidate[], locationId: string): Candidate {
  const candidate = candidates.find((c) => c.locationId === locationId);
  if (!candidate) throw new Error(`the plan names ${locationId}, which was no candidate`);
  return candidate;
}

interface OfferRequest {
  assignment: Assignment;
  candidate: Candidate;
  carriers: readonly CarrierTerms[];
  request: RoutingRequest;
  reship: boolean;
}

function offerTo(change: Change, { assignment, candidate, carriers, request, reship }: OfferRequest): void {
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
      request.method === 'STORE_PICKUP' && !isChosenStore(request, assignment.locationId)
        ? request.pickupLocationId
        : null,
    lines: assignment.lines,
    deadlineAt,
    quotas: quotasOf(candidate, request),
    sameDay: request.sameDay,
    slot: request.sameDay ? (request.slot ?? null) : null,
    quotes: rankQuotes(
      change.policy.carrierChoice,
      change.policy.preferredCarriers,
      quotesFor({ assignment, candidate, carriers, request }),
    ),
    attempt: Math.max(...assignment.lines.map((l) => attemptsOf(change, l.lineId))) + 1,
    reship,
  });
  if (candidate.autoAccept) acceptAutomatically(change, fo);
}

/** Quotes of the carriers that collect there, for this parcel; a same-day parcel gets same-day quotes only. */
function quotesFor({ assignment, candidate, carriers, request }: Omit<OfferRequest, 'reship'>): Quote[] {
  const quotes = parcelQuoter(carriers, { ...request, lines: linesIn(request, assignment) })(candidate);
  return request.sameDay ? quotes.filter((quote) => quote.sameDay) : quotes;
}

/**
 * The counters that an offer takes a unit of. Pickups and operators' decisions count, too, and are never refused for
 * it; but a delivery slot is never overfilled.
 */
function quotasOf(
  { locationId, partyId, quotaDay, quotaLimit, hourlyQuota, franchiseQuota, sameDay }: Candidate,
  request: RoutingRequest,
): (QuotaKey & { limit: number | null })[] {
  const asked = (limit: number | null): number | null =>
    request.ignoreQuota || isChosenStore(request, locationId) ? null : limit;
  return [
    { subject: locationId, period: quotaDay, limit: asked(quotaLimit) },
    ...(hourlyQuota ? [{ subject: locationId, period: hourlyQuota.period, limit: asked(hourlyQuota.limit) }] : []),
    ...(franchiseQuota ? [{ subject: `party/${partyId}`, period: quotaDay, limit: asked(franchiseQuota.limit) }] : []),
    ...(request.sameDay && sameDay?.slot
      ? [{ subject: `slot/${locationId}`, period: sameDay.slot.period, limit: sameDay.slot.capacity }]
      : []),
  ];
}

/** The lines of the request that go into the parcel. */
const linesIn = ({ lines }: RoutingRequest, assignment: Assignment): LineNeed[] =>
  assignment.lines.flatMap(({ lineId, quantity }) =>
    lines.filter((l) => l.lineId === lineId).map((l) => ({ ...l, quantity })),
  );

/** Accepts the offer for a location with `autoAccept`, such as a warehouse with its own system. */
function acceptAutomatically(change: Change, fo: FulfillmentOrder): void {
  const offer = offerOf(change.order, fo.id);
  move(change, { machine: 'OFFER', row: offer, to: 'ACCEPTED', detail: 'autoAccept' });
  Object.assign(offer, { answeredAt: change.at, answeredBy: 'autoAccept' });
  startWork(change, fo);
}
