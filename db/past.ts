// First routings of the past with what they saw: stock, quotas of the day, the hour and the slot, backlog and silence of their instant, told again from the ledgers.
// What was not written down is taken as it is today (see takenAsToday); pauses are read from the decision kept.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Destination, Method, Slot } from '../domain/order.ts';
import type { BoundedPlan } from '../domain/routing/explanation.ts';
import type { Candidate, LineNeed, RoutingRequest } from '../domain/routing/request.ts';
import type { CarrierTerms } from '../domain/carriers/terms.ts';
import type { DeliverySlot } from '../domain/same-day.ts';
import { parcelQuoter } from '../domain/routing/parcel-quoter.ts';
import { openHours } from './candidates.ts';
import { loadTerms, reachingIds } from './carriers.ts';
import { sameDayAt } from './delivery-slots.ts';
import { localDay, localHour, localMinute } from './opening-hours.ts';
import { openPastState, type PastState } from './past-state.ts';

/** What was not written down, in words. */
export const takenAsToday = ['opening hours', 'carriers with their areas and rates', 'credit scores', 'settings of locations and parties: quotas, other quotas for some days, delivery slots, who takes part', 'products', 'channel policies'];

/** One first routing as it was asked, and what was decided. */
export interface Past { orderId: string; channelOrderNumber: string; decided: BoundedPlan; request: RoutingRequest; candidates: Candidate[] }

export interface Span { from: Date; to: Date; limit: number }

interface DecisionRow {
  orderId: string; channelOrderNumber: string; at: string; plan: BoundedPlan; channelId: string; method: Method; pickupLocationId: string | null; destination: Destination | null; orderValueMinor: number; shipByAt: string | null; handlingSeconds: number; receivedAt: string; sameDay: boolean; slot: Slot | null;
  lines: { id: string; sku: string; unitPriceMinor: number; giftForLineId: string | null; goodsClass: string; weightGrams: number; volumeCm3: number }[];
}
interface Place extends Pick<Candidate, 'locationId' | 'kind' | 'partyId' | 'partyKind' | 'province' | 'city' | 'latitude' | 'longitude' | 'participating' | 'autoAccept' | 'methods' | 'collecting' | 'creditScore' | 'hourlyCapacity' | 'quotaLimit'> {
  timeZone: string; openingHours: string; franchiseLimit: number | null; hourlyLimit: number | null; slots: DeliverySlot[]; otherLimits: OtherLimit[]; otherFranchiseLimits: OtherLimit[];
}
/** A daily quota of some days, both included. */
interface OtherLimit { from: string; to: string; limit: number }

/** How many first routings lie in the span. */
export async function countPast(em: EntityManager, { from, to }: Omit<Span, 'limit'>): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>('select count(*)::int as count from routing_decision where seq = 1 and at >= ? and at < ?', [from.toISOString(), to.toISOString()]);
  return row?.count ?? 0;
}

/** The first routings of the span, oldest first, at most `limit`. */
export async function* pastRoutings(em: EntityManager, span: Span): AsyncGenerator<Past> {
  const decisions = await em.execute<DecisionRow[]>(
    `select d.order_id as "orderId", o.channel_order_number as "channelOrderNumber", to_json(d.at) #>> '{}' as at, d.plan, o.channel_id as "channelId", o.method, o.pickup_location_id as "pickupLocationId", o.destination, (o.goods_minor - o.discount_minor)::float8 as "orderValueMinor",
       to_json(o.ship_by_at) #>> '{}' as "shipByAt", (c.policy ->> 'handlingSeconds')::int as "handlingSeconds",
       to_json(o.received_at) #>> '{}' as "receivedAt", coalesce(f.same_day, o.same_day) as "sameDay", case when f.same_day is null then o.slot else f.slot end as slot,
       (select jsonb_agg(jsonb_build_object('id', l.id, 'sku', l.sku, 'unitPriceMinor', l.unit_price_minor, 'giftForLineId', l.gift_for_line_id, 'goodsClass', coalesce(p.goods_class, 'A'), 'weightGrams', coalesce(p.weight_grams, 0), 'volumeCm3', coalesce(p.volume_cm3, 0)) order by l.position)
          from order_line l left join product p on p.sku = l.sku where l.order_id = o.id) as lines
     from routing_decision d join orders o on o.id = d.order_id join channel c on c.id = o.channel_id
       left join lateral (select same_day, slot from fulfillment_order where order_id = o.id order by created_at, id limit 1) f on true where d.seq = 1 and d.at >= ? and d.at < ? order by d.at, d.order_id limit ${Math.trunc(span.limit)}`, [span.from.toISOString(), span.to.toISOString()]);
  const [first, last] = [decisions[0], decisions.at(-1)];
  if (!first || !last) return;
  const places = await loadPlaces(em);
  const state = await openPastState(em, { from: new Date(first.at), to: new Date(last.at), skus: [...new Set(decisions.flatMap((one) => one.lines.map((line) => line.sku)))] });
  for (const decision of decisions) {
    const carriers = await loadTerms(em, decision.destination, Date.parse(decision.at));
    state.moveTo(Date.parse(decision.at));
    const request = requestOf(decision, reachingIds(carriers, decision.destination));
    yield { orderId: decision.orderId, channelOrderNumber: decision.channelOrderNumber, decided: decision.plan, request, candidates: candidatesOf({ places, carriers, state, request, decided: decision.plan }) };
  }
}

function loadPlaces(em: EntityManager): Promise<Place[]> {
  const others = (subject: string): string => `(select coalesce(jsonb_agg(jsonb_build_object('from', from_day, 'to', to_day, 'limit', daily_quota)), '[]') from quota_override where subject = ${subject})`;
  return em.execute(
    `select l.id as "locationId", l.kind, l.party_id as "partyId", coalesce(p.kind, '') as "partyKind", l.province, l.city, l.latitude, l.longitude, l.participating, l.auto_accept as "autoAccept", l.methods, credit_score(l.id) as "creditScore", l.hourly_capacity as "hourlyCapacity",
       l.daily_quota as "quotaLimit", l.time_zone as "timeZone", l.opening_hours::text as "openingHours", l.carriers as collecting, p.daily_quota as "franchiseLimit", l.hourly_quota as "hourlyLimit", l.delivery_slots as slots, ${others('l.id')} as "otherLimits", ${others(`'party/' || l.party_id`)} as "otherFranchiseLimits" from location l left join party p on p.id = l.party_id order by l.id`);
}

/** What was asked is what was then placed and what was not. */
function requestOf(decision: DecisionRow, carriers: string[]): RoutingRequest {
  const parts = [...decision.plan.assignments.flatMap((one) => one.lines), ...decision.plan.unrouted];
  const lines = decision.lines.map(({ id, ...line }): LineNeed => ({ ...line, lineId: id, quantity: parts.filter((part) => part.lineId === id).reduce((units, part) => units + part.quantity, 0) })).filter((line) => line.quantity > 0);
  return {
    now: Date.parse(decision.at), channelId: decision.channelId, method: decision.method, ...(decision.sameDay ? { sameDay: true, orderedAt: Date.parse(decision.receivedAt), slot: decision.slot } : { sameDay: false }), pickupLocationId: decision.pickupLocationId, destination: decision.destination, orderValueMinor: decision.orderValueMinor, shipByAt: decision.shipByAt === null ? null : Date.parse(decision.shipByAt),
    handlingSeconds: decision.handlingSeconds, carriers, lines, exclusions: [], preferredLocationId: null, onlyLocationId: null, ignoreQuota: false, ignoreExclusions: false,
  };
}

/** Those that had one of the products, and the chosen store of a pickup, as db/candidates.ts loads them. */
function candidatesOf({ places, carriers, state, request, decided }: { places: readonly Place[]; carriers: readonly CarrierTerms[]; state: PastState; request: RoutingRequest; decided: BoundedPlan }): Candidate[] {
  const then = new Map(decided.tried.flatMap((rule) => rule.verdicts).map(({ locationId, fell }) => [locationId, fell?.code]));
  const skus = [...new Set(request.lines.map((line) => line.sku))];
  const hours = openHours(request.now);
  const quotes = parcelQuoter(carriers, request);
  const taken = (place: Pick<Place, 'locationId' | 'timeZone'>): number => state.taken(place.locationId, localDay(place.timeZone, request.now));
  return places.flatMap(({ timeZone, openingHours, franchiseLimit, hourlyLimit, slots, otherLimits, otherFranchiseLimits, ...rest }) => {
    const [day, hour] = [localDay(timeZone, request.now), localHour(timeZone, request.now)];
    const place = { ...rest, localMinute: localMinute(timeZone, request.now), quotaLimit: limitOn(day, otherLimits) ?? rest.quotaLimit };
    const franchise = limitOn(day, otherFranchiseLimits) ?? franchiseLimit;
    const available = state.available(place.locationId, skus);
    if (Object.keys(available).length === 0 && place.locationId !== request.pickupLocationId) return [];
    const code = then.get(place.locationId);
    return [{
      ...place, participating: code === 'NOT_PARTICIPATING' ? false : code === undefined ? place.participating : true, pausedUntilAt: code === 'PAUSED' ? Infinity : null, quotes: quotes(place), backlog: state.backlog(place.locationId),
      quotaTaken: state.taken(place.locationId, day), quotaDay: day, hourlyQuota: hourlyLimit === null ? null : { period: hour, limit: hourlyLimit, taken: state.taken(place.locationId, hour) }, lastOfferAt: state.lastOfferAt(place.locationId), unsoldSince: state.unsoldSince(place.locationId, skus),
      franchiseQuota: franchise === null ? null : { limit: franchise, taken: places.filter((other) => other.partyId === place.partyId).reduce((all, other) => all + taken(other), 0) },
      openIntervals: hours(timeZone, openingHours), available, ...(request.sameDay ? { sameDay: sameDayAt({ timeZone, slots }, request, (period) => state.taken(`slot/${place.locationId}`, period)) } : {}),
    }];
  });
}

const limitOn = (day: string, limits: readonly OtherLimit[]): number | undefined => limits.find(({ from, to }) => from <= day && day <= to)?.limit;
