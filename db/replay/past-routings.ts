// Past first routings with the state they saw: stock, quotas of day, hour and slot, backlog and last offers, replayed
// from the ledgers. State that was not recorded is taken from today (see assumedUnchanged); pauses are read from the
// stored decision.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BoundedPlan } from '../../domain/routing/explanation.ts';
import type { Candidate, LineNeed, RoutingRequest } from '../../domain/routing/request.ts';
import type { CarrierTerms } from '../../domain/carriers/terms.ts';
import { parcelQuoter } from '../../domain/routing/parcel-quoter.ts';
import { defaultCreditPolicy } from '../../domain/performance/credit.ts';
import { loadTerms } from '../sourcing/carrier-terms.ts';
import { carriersReaching } from '../../domain/carriers/reach.ts';
import { sameDayServiceAt } from '../setup/delivery-slots.ts';
import { localDay, localHour, localMinute } from '../../calendar/opening-hours.ts';
import { buildCandidate, type LiveFigures } from '../sourcing/build-candidate.ts';
import { loadLocationSettings, type LocationSettings } from '../sourcing/location-settings.ts';
import { replayInventory, type PastInventory } from './past-inventory.ts';
import type { Slot } from '../../domain/values/time.ts';
import type { Method } from '../../domain/values/method.ts';
import type { Destination } from '../../domain/values/place.ts';
import type { DeliverySlot } from '../../domain/promise/slots.ts';
import { openHours } from '../../calendar/open-interval-cache.ts';

/** The state that was not recorded, for people. */
export const assumedUnchanged = [
  'opening hours',
  'carriers with their areas and rates',
  'credit scores',
  'settings of locations and parties: quotas, other quotas for some days, delivery slots, who takes part',
  'products',
  'channel policies',
];

/** A first routing: its request, its candidates and the stored decision. */
export interface PastRouting {
  orderId: string;
  channelOrderNumber: string;
  decided: BoundedPlan;
  request: RoutingRequest;
  candidates: Candidate[];
}

export interface Span {
  from: Date;
  to: Date;
  limit: number;
}

interface DecisionRow {
  orderId: string;
  channelOrderNumber: string;
  at: string;
  plan: BoundedPlan;
  channelId: string;
  method: Method;
  pickupLocationId: string | null;
  destination: Destination | null;
  orderValueMinor: number;
  shipByAt: string | null;
  handlingSeconds: number;
  receivedAt: string;
  sameDay: boolean;
  slot: Slot | null;
  lines: {
    id: string;
    sku: string;
    unitPriceMinor: number;
    giftForLineId: string | null;
    goodsClass: string;
    weightGrams: number;
    volumeCm3: number;
  }[];
}
type LocationToday = LocationSettings & Pick<Candidate, 'creditScore'> & { slots: DeliverySlot[] };

/** The number of first routings in the span. */
export async function countPast(em: EntityManager, { from, to }: Omit<Span, 'limit'>): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    'select count(*)::int as count from routing_decision where seq = 1 and at >= ? and at < ?',
    [from.toISOString(), to.toISOString()],
  );
  return row?.count ?? 0;
}

/** The first routings of the span, oldest first, at most `limit`. */
export async function* pastRoutings(em: EntityManager, span: Span): AsyncGenerator<PastRouting> {
  const decisions = await decisionsOf(em, span);
  const [first, last] = [decisions[0], decisions.at(-1)];
  if (!first || !last) return;
  const locations = await locationsToday(em);
  const state = await replayInventory(em, {
    from: new Date(first.at),
    to: new Date(last.at),
    skus: [...new Set(decisions.flatMap((one) => one.lines.map((line) => line.sku)))],
  });
  for (const decision of decisions) {
    const carriers = await loadTerms(em, decision.destination, Date.parse(decision.at));
    state.advanceTo(Date.parse(decision.at));
    const request = requestOf(decision, carriersReaching(carriers, decision.destination));
    yield {
      orderId: decision.orderId,
      channelOrderNumber: decision.channelOrderNumber,
      decided: decision.plan,
      request,
      candidates: candidatesOf({ locations, carriers, state, request, decided: decision.plan }),
    };
  }
}

/** The first decision about each order, with the order's data. */
const decisionsOf = (em: EntityManager, span: Span): Promise<DecisionRow[]> =>
  em.execute<DecisionRow[]>(
    `select d.order_id as "orderId", o.channel_order_number as "channelOrderNumber", to_json(d.at) #>> '{}' as at,
        d.plan, o.channel_id as "channelId", o.method, o.pickup_location_id as "pickupLocationId", o.destination,
        (o.goods_minor - o.discount_minor)::float8 as "orderValueMinor", to_json(o.ship_by_at) #>> '{}' as "shipByAt",
        policy.handling_seconds as "handlingSeconds", to_json(o.received_at) #>> '{}' as "receivedAt",
        coalesce(f.same_day, o.same_day) as "sameDay", case when f.same_day is null then o.slot else f.slot end as slot,
        (
          select jsonb_agg(
            jsonb_build_object(
              'id', l.id, 'sku', l.sku, 'unitPriceMinor', l.unit_price_minor, 'giftForLineId', l.gift_for_line_id,
                'goodsClass', coalesce(p.goods_class, 'A'), 'weightGrams', coalesce(p.weight_grams, 0), 'volumeCm3',
                coalesce(p.volume_cm3, 0)
            )
            order by l.position
          )
          from order_line l
          left join product p on p.sku = l.sku
          where l.order_id = o.id
        ) as lines
      from routing_decision d
      join orders o on o.id = d.order_id
      join channel_policy policy on policy.channel_id = o.channel_id
      left join lateral (
        select same_day, slot from fulfillment_order where order_id = o.id order by created_at, id limit 1
      ) f
        on true
      where d.seq = 1 and d.at >= ? and d.at < ?
      order by d.at, d.order_id
      limit ${Math.trunc(span.limit)}`,
    [span.from.toISOString(), span.to.toISOString()],
  );

/** The locations of today, with their credit scores and delivery slots. */
async function locationsToday(em: EntityManager): Promise<LocationToday[]> {
  const rows = await em.execute<{ id: string; creditScore: number; slots: DeliverySlot[] }[]>(
    'select id, credit_score(id) as "creditScore", delivery_slots as slots from location',
  );
  const today = new Map(rows.map(({ id, ...rest }) => [id, rest]));
  return (await loadLocationSettings(em)).map((place) => ({
    ...place,
    ...(today.get(place.locationId) ?? { creditScore: defaultCreditPolicy.base, slots: [] }),
  }));
}

/** The request that led to a decision: its assigned and unrouted quantities. */
function requestOf(decision: DecisionRow, carriers: string[]): RoutingRequest {
  const parts = [...decision.plan.assignments.flatMap((one) => one.lines), ...decision.plan.unrouted];
  const lines = decision.lines
    .map(({ id, ...line }): LineNeed => ({
      ...line,
      lineId: id,
      quantity: parts.filter((part) => part.lineId === id).reduce((units, part) => units + part.quantity, 0),
    }))
    .filter((line) => line.quantity > 0);
  return {
    now: Date.parse(decision.at),
    channelId: decision.channelId,
    method: decision.method,
    ...(decision.sameDay
      ? { sameDay: true, orderedAt: Date.parse(decision.receivedAt), slot: decision.slot }
      : { sameDay: false }),
    pickupLocationId: decision.pickupLocationId,
    destination: decision.destination,
    orderValueMinor: decision.orderValueMinor,
    shipByAt: decision.shipByAt === null ? null : Date.parse(decision.shipByAt),
    handlingSeconds: decision.handlingSeconds,
    carriers,
    lines,
    exclusions: [],
    preferredLocationId: null,
    onlyLocationId: null,
    ignoreQuota: false,
    ignoreExclusions: false,
  };
}

interface PastScene {
  locations: readonly LocationToday[];
  carriers: readonly CarrierTerms[];
  state: PastInventory;
  request: RoutingRequest;
  decided: BoundedPlan;
}

/**
 * The candidates as db/sourcing/candidates.ts would have loaded them: locations with one of the products, and the
 * chosen store of a pickup.
 */
function candidatesOf({ decided, ...scene }: PastScene): Candidate[] {
  const { locations, carriers, state, request } = scene;
  const then = new Map(
    decided.tried.flatMap((rule) => rule.verdicts).map(({ locationId, ineligible }) => [locationId, ineligible?.code]),
  );
  const skus = [...new Set(request.lines.map((line) => line.sku))];
  const tools = { hours: openHours(request.now), quotes: parcelQuoter(carriers, request) };
  return locations.flatMap((today) => {
    const { creditScore: _, slots: __, ...place } = today;
    const available = state.available(place.locationId, skus);
    if (Object.keys(available).length === 0 && place.locationId !== request.pickupLocationId) return [];
    const code = then.get(place.locationId);
    const asThen = {
      ...place,
      participating: code === 'NOT_PARTICIPATING' ? false : code === undefined ? place.participating : true,
      pausedUntilAt: code === 'PAUSED' ? Infinity : null,
    };
    return [buildCandidate(asThen, { ...liveFiguresThen(scene, today, skus), available }, tools)];
  });
}

/** A location's live figures at the instant of the request. */
function liveFiguresThen(
  { locations, state, request }: Omit<PastScene, 'decided'>,
  place: LocationToday,
  skus: string[],
): Omit<LiveFigures, 'available'> {
  const { locationId, partyId, timeZone, slots, creditScore } = place;
  const takenAt = (of: LocationToday): number => state.taken(of.locationId, localDay(of.timeZone, request.now));
  const hasNoPartyQuota = place.partyQuota === null && place.otherPartyQuotas.length === 0;
  const local = {
    day: localDay(timeZone, request.now),
    hour: localHour(timeZone, request.now),
    minute: localMinute(timeZone, request.now),
  };
  return {
    local,
    quotaTaken: takenAt(place),
    hourTaken: state.taken(locationId, local.hour),
    franchiseTaken: hasNoPartyQuota
      ? 0
      : locations.filter((other) => other.partyId === partyId).reduce((all, other) => all + takenAt(other), 0),
    creditScore,
    backlog: state.backlog(locationId),
    lastOfferAt: state.lastOfferAt(locationId),
    unsoldSince: state.unsoldSince(locationId, skus),
    ...(request.sameDay
      ? {
          sameDay: sameDayServiceAt({ timeZone, slots }, request, (period) =>
            state.taken(`slot/${locationId}`, period),
          ),
        }
      : {}),
  };
}
