// One message to one order, from the order as it was read to all that must be written. This is the one sequence: the
// database, the walks of the tests and every dry run call it.
//
//   openMessage → while routingNeeded: read candidates, applyRouting → closeMessage → write
import { carriersReaching } from './carriers/reach.ts';
import type { CarrierTerms } from './carriers/terms.ts';
import type { Answers } from './order/answers.ts';
import { begin, type Change, type Context, type PickupCodeVerifier } from './order/change.ts';
import { deriveState } from './order/derive-state.ts';
import type { MessageName, MessageOf } from './order/messages.ts';
import type { Order } from './order/order.ts';
import { isRefusal, type Refusal } from './order/refusals.ts';
import { viewOf, type OrderView } from './order/view.ts';
import { neededFields } from './routing/register.ts';
import type { RoutingProfile } from './routing/profile.ts';
import type { Candidate, CandidateField, RoutingRequest } from './routing/request.ts';
import { apply, isExternal, refuse } from './rules/index.ts';
import { applyPlan } from './sourcing/apply-plan.ts';
import { pendingMoves, withPending, type CountersByLocation, type PendingMoves } from './sourcing/pending-moves.ts';
import { routingRequest, type RoutingCause } from './sourcing/routing-request.ts';
import { planWithSameDayFallback } from './sourcing/same-day-fallback.ts';
import type { Instant } from './values/time.ts';

/** What the answer to an earlier message of the same id was. */
export interface PreviousAnswer<N extends MessageName = MessageName> {
  refusal?: Refusal | null;
  answer: Answers[N];
}

/** An order with everything that a message to it may need, as of one instant. */
export interface OrderRead<N extends MessageName = MessageName> extends Omit<
  Context,
  'carriersReach' | 'pickupKeyId' | 'proves'
> {
  order: Order;
  nowAt: Instant;
  previousAnswer: PreviousAnswer<N> | null;
  /** Carriers that deliver to where the order goes. */
  carriers: string[];
}

/**
 * What became of a message: refused or answered, and the order as it is now. `at` is the instant of the change, absent
 * where this handling has changed nothing.
 */
export type Handled<N extends MessageName = MessageName> = { view: OrderView } & (
  | { refusal: Refusal; answer?: undefined; at?: undefined }
  | { refusal?: undefined; answer: Answers[N]; at?: Instant }
);

export interface OpenMessage<N extends MessageName = MessageName> {
  before: Order;
  change: Change;
  message: MessageOf<N>;
  answer: Answers[N];
  /** Causes that were routed already: each is routed once. */
  routed: RoutingCause[];
}

export type Opened<N extends MessageName = MessageName> =
  | { kind: 'ANSWERED_BEFORE'; handled: Handled<N> }
  | { kind: 'REFUSED'; handled: { view: OrderView; refusal: Refusal } }
  | ({ kind: 'CHANGE' } & OpenMessage<N>);

/** Refuses a message or makes its change; a message that was answered before changes nothing and is answered again. */
export function openMessage<N extends MessageName>(
  read: OrderRead<N>,
  message: MessageOf<N>,
  codes: PickupCodeVerifier,
): Opened<N> {
  const { order, nowAt, previousAnswer, carriers, ...context } = read;
  const view = viewOf(order);
  if (previousAnswer) return { kind: 'ANSWERED_BEFORE', handled: answeredBefore(view, previousAnswer) };
  const refused = (refusal: Refusal): Opened<N> => ({ kind: 'REFUSED', handled: { view, refusal } });
  const no = refuse(view, message);
  if (no) return refused(no);
  const change = begin(
    order,
    { at: nowAt, actor: message.by, cause: message.id },
    {
      ...context,
      carriersReach: order.method === 'STORE_PICKUP' || carriers.length > 0,
      pickupKeyId: codes.keyId,
      proves: (code, proof) => codes.proves({ orderId: order.id, code }, proof),
    },
  );
  const answer = apply(change, message);
  if (isRefusal(answer)) return refused(answer);
  return { kind: 'CHANGE', before: order, change, message, answer, routed: [] };
}

const answeredBefore = <N extends MessageName>(view: OrderView, { refusal, answer }: PreviousAnswer<N>): Handled<N> =>
  refusal ? { view, refusal } : { view, answer };

/** One routing that the change asks for, before its carriers are known. */
export interface RoutingNeed {
  cause: RoutingCause;
  request: Omit<RoutingRequest, 'carriers'>;
  profile: RoutingProfile;
  /** Figures of candidates that the profile's criteria read. */
  fields: ReadonlySet<CandidateField>;
  pending: PendingMoves;
}

/** The next routing that is needed, or null; first what has no location, then what was lost and is sent once more. */
export function routingNeeded({
  before,
  change,
  routed,
}: Pick<OpenMessage, 'before' | 'change' | 'routed'>): RoutingNeed | null {
  for (const cause of ['UNROUTED', 'RESHIP'] as const) {
    const request = routed.includes(cause) ? null : routingRequest(change, cause);
    routed.push(cause);
    if (!request) continue;
    const profile = profileFor(change);
    return { cause, request, profile, fields: neededFields(profile), pending: pendingMoves(before, change) };
  }
  return null;
}

/** The order's own version, unless an operator asked for another this once. */
function profileFor({ profile, namedProfile, routing }: Change): RoutingProfile {
  const wanted = routing.profileVersion ?? profile.version;
  if (wanted === profile.version) return profile;
  if (namedProfile?.version !== wanted) throw new Error(`no routing profile ${wanted}`);
  return namedProfile;
}

/** Candidates of one routing as the database knows them, without the moves of this change. */
export interface RoutingFacts {
  candidates: readonly Candidate[];
  carriers: readonly CarrierTerms[];
  counters: CountersByLocation;
}

/** Decides one routing and opens its fulfillment orders. */
export function applyRouting({ change }: Pick<OpenMessage, 'change'>, need: RoutingNeed, facts: RoutingFacts): void {
  const { carriers, counters } = facts;
  const request = { ...need.request, carriers: carriersReaching(carriers, need.request.destination) };
  const named = new Set([request.pickupLocationId, request.onlyLocationId].filter((id) => id !== null));
  const candidates = withPending(facts.candidates, need.pending, { counters, named });
  const { profile, cause } = need;
  applyPlan(change, {
    ...planWithSameDayFallback(change, { profile, request, candidates }),
    candidates,
    carriers,
    cause,
  });
}

/** Ends the change: counts the message, derives effects, waits and status. */
export function closeMessage<N extends MessageName>({ change, message, answer }: OpenMessage<N>): Handled<N> {
  change.order.messageCount += isExternal(message.name) ? 1 : 0;
  deriveState(change);
  return { view: viewOf(change.order), answer, at: change.at };
}
