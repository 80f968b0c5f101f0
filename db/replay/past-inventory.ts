// Past stock, quotas and backlog, replayed from the ledger and the offers from instant to instant.
import type { EntityManager } from '@mikro-orm/postgresql';

/** The state just before the instant it was last advanced to; instants only move forward. */
export interface PastInventory {
  advanceTo: (at: number) => void;
  // only products with available units
  available: (locationId: string, skus: readonly string[]) => Record<string, number>;
  unsoldSince: (locationId: string, skus: readonly string[]) => Record<string, number>;
  taken: (subject: string, period: string) => number;
  backlog: (locationId: string) => number;
  lastOfferAt: (locationId: string) => number | null;
}

interface Shelf {
  available: number;
  safety: number;
  soldAt: number | null;
}
interface Counter {
  backlog: number;
  lastOfferAt: number | null;
}
interface Counters {
  taken: Map<string, number>;
  byLocation: Map<string, Counter>;
}
/** `at` in milliseconds with their fraction. */
interface StateEvent {
  at: number;
  apply: () => void;
}

const micros = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
/** Quotas are per local day at most, so that an offer of two days ago can still count. */
const lookBackMs = 2 * 86_400_000;

/** Reads the events of these products, and of all locations' offers, until the end of the span. */
export async function replayInventory(
  em: EntityManager,
  { from, to, skus }: { from: Date; to: Date; skus: readonly string[] },
): Promise<PastInventory> {
  const shelves = new Map<string, Shelf>();
  const counters: Counters = { taken: new Map(), byLocation: new Map() };
  const events = [
    ...(await stockEvents(em, { shelves, from, to, skus })),
    ...(await offerEvents(em, { counters, from, to })),
  ].sort((a, b) => a.at - b.at);
  let next = 0;
  const shelvesAt = <T>(
    locationId: string,
    of: readonly string[],
    read: (shelf: Shelf) => T | null,
  ): Record<string, T> =>
    Object.fromEntries(
      of.flatMap((sku) => {
        const shelf = shelves.get(`${locationId}\u001f${sku}`);
        const value = shelf ? read(shelf) : null;
        return value === null ? [] : [[sku, value] as const];
      }),
    );
  return {
    advanceTo: (at) => {
      for (; next < events.length && (events[next]?.at ?? Infinity) < at; next++) events[next]?.apply();
    },
    available: (locationId, of) =>
      shelvesAt(locationId, of, (shelf) =>
        shelf.available - shelf.safety > 0 ? shelf.available - shelf.safety : null,
      ),
    unsoldSince: (locationId, of) => shelvesAt(locationId, of, (shelf) => shelf.soldAt),
    taken: (subject, period) => counters.taken.get(`${subject} ${period}`) ?? 0,
    backlog: (locationId) => counters.byLocation.get(locationId)?.backlog ?? 0,
    lastOfferAt: (locationId) => counters.byLocation.get(locationId)?.lastOfferAt ?? null,
  };
}

/** The initial state is the sum of all changes before the span; a sum, because rows of one instant have no order. */
async function stockEvents(
  em: EntityManager,
  { shelves, from, to, skus }: { shelves: Map<string, Shelf>; from: Date; to: Date; skus: readonly string[] },
): Promise<StateEvent[]> {
  const wanted = skus.join('\u001f');
  const before = await em.execute<{ key: string; available: number; safety: number; soldAt: number | null }[]>(
    `select location_id || chr(31) || sku as key, sum(on_hand - reserved)::float8 as available,
        (array_agg(safety_after order by at desc))[1] as safety, max(${micros('at')})
        filter (where kind = 'HAND_OVER') as "soldAt"
     from stock_ledger where sku = any(string_to_array(?, chr(31))) and at < ? group by location_id, sku`,
    [wanted, from.toISOString()],
  );
  for (const { key, ...shelf } of before) shelves.set(key, shelf);
  const rows = await em.execute<{ key: string; at: number; change: number; safety: number; sold: boolean }[]>(
    `select location_id || chr(31) || sku as key, ${micros('at')} as at, on_hand - reserved as change,
        safety_after as safety, kind = 'HAND_OVER' as sold
      from stock_ledger
      where sku = any(string_to_array(?, chr(31))) and at >= ? and at < ?`,
    [wanted, from.toISOString(), to.toISOString()],
  );
  return rows.map(({ key, at, change, safety, sold }) => ({
    at,
    apply: () => {
      const shelf = shelves.get(key) ?? { available: 0, safety, soldAt: null };
      shelves.set(key, { available: shelf.available + change, safety, soldAt: sold ? at : shelf.soldAt });
    },
  }));
}

interface PastOffer {
  locationId: string;
  taken: string[];
  offeredAt: number;
  endedAt: number | null;
  leftAt: number | null;
}

/**
 * An offer takes one unit of each of its quotas (day, hour, slot) and returns it when it ends without an accept; its FO
 * is backlog until it leaves or ends.
 */
async function offerEvents(
  em: EntityManager,
  { counters, from, to }: { counters: Counters; from: Date; to: Date },
): Promise<StateEvent[]> {
  const since = new Date(from.getTime() - lookBackMs).toISOString();
  const rows = await em.execute<PastOffer[]>(
    `select o.location_id as "locationId",
        (
          select coalesce(jsonb_agg(concat(k ->> 'subject', ' ', k ->> 'period')), '[]')
          from jsonb_array_elements(o.quotas) k
        ) as taken,
        ${micros('o.offered_at')} as "offeredAt", case
        when o.status not in ('OFFERED', 'ACCEPTED') then ${micros('o.answered_at')} end as "endedAt",
        ${micros('coalesce(f.handed_over_at, f.closed_at)')} as "leftAt"
     from offer o
     join fulfillment_order f on f.order_id = o.order_id and f.id = o.fulfillment_order_id
     where o.offered_at < ?
       and (
         o.offered_at >= ? or coalesce(f.handed_over_at, f.closed_at) is null
           or coalesce(f.handed_over_at, f.closed_at) >= ?
       )`,
    [to.toISOString(), since, from.toISOString()],
  );
  const earlier = await em.execute<{ locationId: string; at: number }[]>(
    `select location_id as "locationId", max(${micros('offered_at')}) as at
      from offer
      where offered_at < ?
      group by location_id`,
    [since],
  );
  for (const { locationId, at } of earlier) counterOf(counters, locationId).lastOfferAt = at;
  return rows.flatMap((row) => eventsOf(counters, row));
}

function counterOf(counters: Counters, locationId: string): Counter {
  const counter = counters.byLocation.get(locationId) ?? { backlog: 0, lastOfferAt: null };
  counters.byLocation.set(locationId, counter);
  return counter;
}

function eventsOf(counters: Counters, { locationId, taken, offeredAt, endedAt, leftAt }: PastOffer): StateEvent[] {
  const counter = counterOf(counters, locationId);
  const count = (delta: number): void => {
    for (const one of taken) counters.taken.set(one, (counters.taken.get(one) ?? 0) + delta);
  };
  const offered = (): void => {
    count(1);
    counter.backlog += 1;
    counter.lastOfferAt = Math.max(offeredAt, counter.lastOfferAt ?? 0);
  };
  const ended = (): void => {
    count(-1);
  };
  const left = (): void => {
    counter.backlog -= 1;
  };
  return [
    { at: offeredAt, apply: offered },
    ...(endedAt === null ? [] : [{ at: endedAt, apply: ended }]),
    ...(leftAt === null ? [] : [{ at: leftAt, apply: left }]),
  ];
}
