// Moves of this change that the database has not booked yet: routing sees stock, quotas and backlog as if it had.
import { linesOf, offerOf, type QuotaMove, type StockMove } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { FulfillmentStatus } from '../order/states.ts';
import type { Candidate } from '../routing/request.ts';
import { returnedQuotas } from '../steps/fulfillment.ts';
import type { Instant } from '../values/time.ts';

/** Counters of one product at one location. */
export interface StockCounters {
  onHand: number;
  reserved: number;
  safety: number;
}
/** By location, then by product; for the locations whose stock is moved. */
export type CountersByLocation = Record<string, Record<string, StockCounters>>;

export interface PendingMoves {
  stock: readonly StockMove[];
  quota: readonly QuotaMove[];
  /** The change in the number of fulfillment orders that a location has to hand over; negative for fewer. */
  backlog: ReadonlyMap<string, number>;
  /** Locations that have got an offer by this change. */
  offeredTo: ReadonlySet<string>;
  at: Instant;
}

const waitsForHandOver = new Set<FulfillmentStatus>(['OPEN', 'IN_PROGRESS', 'ARRIVED', 'READY_FOR_PICKUP']);

/** The moves of a change so far, compared with the order as it was read. */
export function pendingMoves(
  before: Order,
  change: { order: Order; stock: readonly StockMove[]; quota: readonly QuotaMove[]; at: Instant },
): PendingMoves {
  const backlog = new Map<string, number>();
  const count = (order: Order, delta: 1 | -1): void => {
    for (const { locationId, status } of order.fulfillmentOrders)
      if (waitsForHandOver.has(status)) backlog.set(locationId, (backlog.get(locationId) ?? 0) + delta);
  };
  count(before, -1);
  count(change.order, 1);
  const opened = change.order.fulfillmentOrders.slice(before.fulfillmentOrders.length);
  return {
    stock: change.stock,
    quota: change.quota,
    backlog,
    offeredTo: new Set(opened.map((fo) => fo.locationId)),
    at: change.at,
  };
}

/** Moves that give back everything the order holds at locations, as if it had never been routed. */
export function ownHoldingsFreed(order: Order, at: Instant): PendingMoves {
  const held = order.fulfillmentOrders.filter(({ status }) => waitsForHandOver.has(status));
  const stock = held.flatMap(({ id, locationId }) =>
    linesOf(order, id)
      .filter((row) => row.reservation === 'HELD')
      .map(({ sku, quantity }): StockMove => ({ kind: 'RELEASE', sku, locationId, quantity, cause: 'dry run' })),
  );
  const quota = held.flatMap(({ id }) => returnedQuotas(offerOf(order, id)));
  return pendingMoves(order, { order: { ...order, fulfillmentOrders: [] }, stock, quota, at });
}

/** The locations whose counters `withPending` needs. */
export const locationsWithMoves = ({ stock }: PendingMoves): string[] => [...new Set(stock.map((m) => m.locationId))];

/**
 * The counters after a move, as the database's move_stock books it: a hand-over of more units than are there finds the
 * rest first, and only unreserved units become doubtful or damaged.
 */
export function countersAfter(
  before: StockCounters,
  { kind, quantity }: Pick<StockMove, 'kind' | 'quantity'>,
): StockCounters {
  const after = { ...before };
  const free = Math.max(0, before.onHand - before.reserved);
  switch (kind) {
    case 'RESERVE':
      after.reserved += quantity;
      break;
    case 'RELEASE':
      after.reserved -= quantity;
      break;
    case 'RETURN':
    case 'ARRIVAL_FREE':
      after.onHand += quantity;
      break;
    case 'ARRIVAL':
      after.onHand += quantity;
      after.reserved += quantity;
      break;
    case 'HAND_OVER':
    case 'DISPATCH':
      after.onHand = Math.max(0, before.onHand - quantity);
      after.reserved -= quantity;
      break;
    case 'IN_DOUBT':
    case 'DAMAGED':
      after.onHand -= Math.min(quantity, free);
      break;
    default:
      return kind satisfies never;
  }
  return after;
}

/**
 * The candidates after the moves are booked. A location without any of the wanted products is no candidate, unless the
 * request names it.
 */
export function withPending(
  candidates: readonly Candidate[],
  pending: PendingMoves,
  { counters, named }: { counters: CountersByLocation; named: ReadonlySet<string> },
): readonly Candidate[] {
  if (movesNothing(pending)) return candidates;
  return candidates
    .map((candidate) => ({
      ...candidate,
      ...quotasWith(candidate, pending.quota),
      backlog: candidate.backlog + (pending.backlog.get(candidate.locationId) ?? 0),
      lastOfferAt: pending.offeredTo.has(candidate.locationId) ? pending.at : candidate.lastOfferAt,
      available: availableWith(candidate, pending.stock, counters[candidate.locationId] ?? {}),
    }))
    .filter(({ locationId, available }) => named.has(locationId) || Object.keys(available).length > 0);
}

const movesNothing = ({ stock, quota, backlog, offeredTo }: PendingMoves): boolean =>
  stock.length + quota.length + offeredTo.size === 0 && [...backlog.values()].every((delta) => delta === 0);

function availableWith(
  { locationId, available }: Candidate,
  stock: readonly StockMove[],
  counters: Record<string, StockCounters>,
): Candidate['available'] {
  const moves = stock.filter((move) => move.locationId === locationId);
  if (moves.length === 0) return available;
  const after = { ...available };
  for (const [sku, before] of Object.entries(counters)) {
    const { onHand, reserved, safety } = moves.filter((move) => move.sku === sku).reduce(countersAfter, before);
    if (onHand - reserved - safety > 0) after[sku] = onHand - reserved - safety;
    else delete after[sku];
  }
  return after;
}

function quotasWith(
  candidate: Candidate,
  quota: readonly QuotaMove[],
): Pick<Candidate, 'quotaTaken' | 'hourlyQuota' | 'franchiseQuota'> & Partial<Pick<Candidate, 'sameDay'>> {
  const { locationId, partyId, quotaDay, hourlyQuota, franchiseQuota, sameDay } = candidate;
  const moved = (subject: string, period: string): number =>
    quota.reduce((sum, q) => sum + (q.subject === subject && q.period === period ? q.delta : 0), 0);
  const plus = <T extends { taken: number }>(counter: T, subject: string, period: string): T => ({
    ...counter,
    taken: counter.taken + moved(subject, period),
  });
  return {
    quotaTaken: candidate.quotaTaken + moved(locationId, quotaDay),
    hourlyQuota: hourlyQuota && plus(hourlyQuota, locationId, hourlyQuota.period),
    franchiseQuota: franchiseQuota && plus(franchiseQuota, `party/${partyId}`, quotaDay),
    ...(sameDay?.slot
      ? { sameDay: { ...sameDay, slot: plus(sameDay.slot, `slot/${locationId}`, sameDay.slot.period) } }
      : {}),
  };
}
