// One change per message: the order after it, and everything that must be written with it in the same transaction.
import type { LocationPerformance } from '../performance/events.ts';
import type { Interval, Instant } from '../values/time.ts';
import { nextId } from './ids.ts';
import type { FulfillmentLine, FulfillmentOrder, Offer, Order, OwnerQueue, PickupCode, QuotaKey } from './order.ts';
import type { ChannelPolicy } from './channel-policy.ts';
import type { BoundedPlan } from '../routing/explanation.ts';
import type { RoutingProfile } from '../routing/profile.ts';
import { canMove, type AttentionReason, type Machine } from './states.ts';

export type StockKind =
  | 'RESERVE'
  | 'RELEASE'
  | 'HAND_OVER'
  | 'DISPATCH'
  | 'ARRIVAL'
  | 'ARRIVAL_FREE'
  | 'IN_DOUBT'
  | 'DAMAGED'
  | 'RETURN';
/** One change of a stock counter; `cause` is unique for ever, so that it is booked once. */
export interface StockMove {
  kind: StockKind;
  locationId: string;
  sku: string;
  quantity: number;
  cause: string;
}
/** A quota unit taken or returned; `limit` is the counter's maximum, null where none applies. */
export interface QuotaMove extends QuotaKey {
  delta: 1 | -1;
  limit: number | null;
}
export interface TimelineEntry {
  seq: number;
  at: Instant;
  actor: string;
  machine: Machine | 'ORDER' | 'NOTE';
  subjectId: string;
  from: string | null;
  to: string;
  cause: string;
  detail: string | null;
}
/** Goods of an FO that leave for the buyer's store (`lines`: sent, per product) or arrive there (`lines`: received). */
export type TransferMove = { fulfillmentOrderId: string; lines: { sku: string; quantity: number }[] } & (
  | { kind: 'DISPATCHED'; fromLocationId: string; toLocationId: string }
  | { kind: 'RECEIVED' }
);
/** A message to the channel about the order, or about one of its FOs. */
export interface WriteBack {
  event: string;
  fulfillmentOrderId?: string;
  data: Record<string, unknown>;
}

/** The data that a rule may use besides the order, read together with it. */
export interface Context {
  policy: ChannelPolicy;
  /** The version that the order was routed by. */
  profile: RoutingProfile;
  /** The version that the message names, if it names one. */
  namedProfile: RoutingProfile | null;
  // by SKU, the known products of the order
  products: Record<string, { goodsClass: string; weightGrams: number | null; volumeCm3: number | null }>;
  /** Open intervals from now on, for a week; of the locations with open fulfillment orders. */
  openIntervals: (locationId: string) => readonly Interval[];
  carriersReach: boolean;
  buyerBlocked: boolean;
  pickupKeyId: string;
  proves: (code: PickupCode, proof: string) => boolean;
}

/** Options of the routing that follows this change. */
export interface RoutingWish {
  profileVersion?: number | null;
  onlyLocationId?: string | null;
  preferredLocationId?: string | null;
  byOperator?: boolean;
}

export interface Change extends Context {
  routing: RoutingWish;
  order: Order;
  at: Instant;
  actor: string;
  cause: string;
  moves: number; // stock moves made so far: a part of their cause
  stock: StockMove[];
  quota: QuotaMove[];
  transfers: TransferMove[];
  timeline: TimelineEntry[];
  writeBacks: WriteBack[];
  performance: LocationPerformance[];
  plans: BoundedPlan[];
}

/** Opens a change on a copy of the order. */
export function begin(order: Order, by: { at: Instant; actor: string; cause: string }, context: Context): Change {
  return {
    ...context,
    ...by,
    routing: {},
    order: structuredClone(order),
    moves: 0,
    stock: [],
    quota: [],
    transfers: [],
    timeline: [],
    writeBacks: [],
    performance: [],
    plans: [],
  };
}

/** Adds one entry to the order's timeline. */
export function note(
  change: Change,
  entry: {
    machine: TimelineEntry['machine'];
    subjectId: string;
    from: string | null;
    to: string;
    detail?: string | null;
  },
): void {
  change.order.timelineLength += 1;
  change.timeline.push({
    detail: null,
    ...entry,
    seq: change.order.timelineLength,
    at: change.at,
    actor: change.actor,
    cause: change.cause,
  });
}

/** Moves a row along its machine's table; an illegal move is a bug and throws. */
export function move<S extends string>(
  change: Change,
  step: { machine: Machine; row: { id: string; status: S }; to: S; detail?: string | null },
): void {
  const { machine, row, to } = step;
  if (!canMove(machine, row.status, to)) throw new Error(`illegal move: ${machine} ${row.id} ${row.status} → ${to}`);
  note(change, { machine, subjectId: row.id, from: row.status, to, detail: step.detail ?? null });
  row.status = to;
}

/** Raises attention, once per reason and subject while it is open; says whether it is new. */
export function raiseAttention(
  change: Change,
  ask: { reason: AttentionReason; owner: OwnerQueue; subjectId?: string; detail: string },
): boolean {
  const { order } = change;
  const subjectId = ask.subjectId ?? null;
  if (order.attentions.some((a) => a.reason === ask.reason && a.subjectId === subjectId && a.resolvedAt === null))
    return false;
  const id = nextId(order, 'attentions');
  order.attentions.push({
    id,
    reason: ask.reason,
    owner: ask.owner,
    subjectId,
    detail: ask.detail,
    openedAt: change.at,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
  });
  note(change, { machine: 'NOTE', subjectId: id, from: null, to: `ATTENTION ${ask.reason}`, detail: ask.detail });
  return true;
}

/**
 * Resolves attention that has become moot or was dealt with: for all of these reasons, or only for one subject (null:
 * the order itself).
 */
export function resolveAttention(
  change: Change,
  { reasons, resolution, subjectId }: { reasons: AttentionReason[]; resolution: string; subjectId?: string | null },
): void {
  for (const a of change.order.attentions) {
    if (a.resolvedAt !== null || !reasons.includes(a.reason) || (subjectId !== undefined && a.subjectId !== subjectId))
      continue;
    Object.assign(a, { resolvedAt: change.at, resolvedBy: change.actor, resolution });
    note(change, {
      machine: 'NOTE',
      subjectId: a.id,
      from: `ATTENTION ${a.reason}`,
      to: 'RESOLVED',
      detail: resolution,
    });
  }
}

/** The FO with this id. */
export const fulfillmentOf = (order: Order, id: string): FulfillmentOrder => found(order.fulfillmentOrders, id);
/** The only offer of an FO, which has the same number. */
export const offerOf = (order: Order, fulfillmentOrderId: string): Offer =>
  found(order.offers, fulfillmentOrderId.replace('f', 'o'));
/** The lines of an FO. */
export const linesOf = (order: Order, fulfillmentOrderId: string): FulfillmentLine[] =>
  order.fulfillmentLines.filter((l) => l.fulfillmentOrderId === fulfillmentOrderId);

/** The row with this id; its absence is a bug, because refusals came first. */
export function found<T extends { id: string }>(rows: T[], id: string): T {
  const row = rows.find((r) => r.id === id);
  if (!row) throw new Error(`no such part: ${id}`);
  return row;
}

/** Derives and compares pickup codes; the pepper is not in the database. */
export interface PickupCodeVerifier {
  keyId: string;
  proves: (of: { orderId: string; code: PickupCode }, proof: string) => boolean;
}
