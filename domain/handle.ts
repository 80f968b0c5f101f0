// The handling of one message by one order, from the order as it was read to everything that must be written. It is the
// only such sequence: the database, the walks of the tests and every dry run call it.
//
//   openMessage → while routingNeeded: read candidates, applyRouting → closeMessage → write
import { carriersReaching } from './carriers/reach.ts';
import type { CarrierTerms } from './carriers/terms.ts';
import type { Answers } from './order/answers.ts';
import { begin, type Change, type Context, type PickupCodeVerifier } from './order/change.ts';
import { deriveState } from './order/derive-state.ts';
import type { MessageName, MessageOf } from './order/messages.ts';
import type { Order } from './order/order.ts';
import { isRefusal, refusal, type Refusal } from './order/refusals.ts';
import { viewOf, type OrderView } from './order/view.ts';
import { neededFields } from './routing/register.ts';
import type { RoutingProfile } from './routing/profile.ts';
import { namedLocations, type Candidate, type CandidateField, type RoutingRequest } from './routing/request.ts';
import { apply, isExternal, refuse } from './rules/index.ts';
import { applyPlan } from './sourcing/apply-plan.ts';
import { pendingMoves, withPending, type CountersByLocation, type PendingMoves } from './sourcing/pending-moves.ts';
import { routingRequest, type RoutingCause } from './sourcing/routing-request.ts';
import { planWithSameDayFallback } from './sourcing/same-day-fallback.ts';
import type { Instant } from './values/time.ts';

/** The answer to an earlier message with the same id. */
export interface PreviousAnswer<N extends MessageName = MessageName> {
  refusal?: Refusal | null;
  answer: Answers[N];
}

/** An order with everything that a message to it may need, read at one instant. */
export interface OrderRead<N extends MessageName = MessageName> extends Omit<
  Context,
  'carriersReach' | 'pickupKeyId' | 'proves'
> {
  order: Order;
  nowAt: Instant;
  previousAnswer: PreviousAnswer<N> | null;
  /** Another message came under the same Idempotency-Key. */
  keyReused: boolean;
  /** Carriers that deliver to the order's destination. */
  carriers: string[];
}

/**
 * The result of a message: a refusal or an answer, and the current view of the order. `at` is the instant of the
 * change; it is absent where this handling changed nothing.
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
  /** Causes that were already routed: each is routed once. */
  routed: RoutingCause[];
}

export type Opened<N extends MessageName = MessageName> =
  | { kind: 'ANSWERED_BEFORE'; handled: Handled<N> }
  | { kind: 'REFUSED'; handled: { view: OrderView; refusal: Refusal } }
  | ({ kind: 'CHANGE' } & OpenMessage<N>);

/**
 * Refuses a message or makes its change; a message that was answered before changes nothing and gets the same answer.
 */
export function openMessage<N extends MessageName>(
  read: OrderRead<N>,
  message: MessageOf<N>,
  codes: PickupCodeVerifier,
): Opened<N> {
  const { order, nowAt, previousAnswer, keyReused, carriers, ...context } = read;
  const view = viewOf(order);
  if (previousAnswer) return { kind: 'ANSWERED_BEFORE', handled: answeredBefore(view, previousAnswer) };
  const refused = (refusal: Refusal): Opened<N> => ({ kind: 'REFUSED', handled: { view, refusal } });
  const no = keyReused ? otherWords : refuse(view, message);
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

/** A message under a key that its sender has used for other words: both cannot be the one that was meant. */
export const otherWords = refusal(
  'IDEMPOTENCY_KEY_REUSED',
  'the Idempotency-Key belongs to another request about this order: use a new key for new words',
);

const answeredBefore = <N extends MessageName>(view: OrderView, { refusal, answer }: PreviousAnswer<N>): Handled<N> =>
  refusal ? { view, refusal } : { view, answer };

/** One routing that the change needs, before its carriers are known. */
export interface RoutingNeed {
  cause: RoutingCause;
  request: Omit<RoutingRequest, 'carriers'>;
  profile: RoutingProfile;
  /** The fields of candidates that the profile's criteria need. */
  fields: ReadonlySet<CandidateField>;
  pending: PendingMoves;
}

/** The next routing that is needed, or null: first quantities without a location, then lost ones. */
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

/** The order's own version, unless an operator chose another for this routing. */
function profileFor({ profile, namedProfile, routing }: Change): RoutingProfile {
  const wanted = routing.profileVersion ?? profile.version;
  if (wanted === profile.version) return profile;
  if (namedProfile?.version !== wanted) throw new Error(`no routing profile ${wanted}`);
  return namedProfile;
}

/** The candidates of one routing as the database has them, without the moves of this change. */
export interface RoutingFacts {
  candidates: readonly Candidate[];
  carriers: readonly CarrierTerms[];
  counters: CountersByLocation;
}

/** Decides one routing and opens its fulfillment orders. */
export function applyRouting({ change }: Pick<OpenMessage, 'change'>, need: RoutingNeed, facts: RoutingFacts): void {
  const { carriers, counters } = facts;
  const request = { ...need.request, carriers: carriersReaching(carriers, need.request.destination) };
  const named = namedLocations(request);
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
