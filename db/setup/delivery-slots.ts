// Delivery slots: their set-up, their remaining capacity today, and the slot of an order as routing sees it.
import { DateTime } from 'luxon';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RoutingRequest, SameDayService } from '../../domain/routing/request.ts';
import { localDay, localDays, timeOn } from '../../calendar/opening-hours.ts';
import type { DeliverySlot } from '../../domain/promise/slots.ts';
import { Location } from '../schema/entities/stock.ts';

const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

/** The parameters of routing_facts for a same-day order; an order without an instant is ordered now. */
export const sameDayParameters = ({
  sameDay,
  now,
  orderedAt,
  slot,
}: Pick<RoutingRequest, 'sameDay' | 'now' | 'orderedAt' | 'slot'>): Record<string, string | boolean | null> =>
  sameDay
    ? {
        sameDay,
        orderedAt: instant(orderedAt ?? now),
        slotFromAt: instant(slot?.fromAt),
        slotToAt: instant(slot?.toAt),
      }
    : { sameDay };

/**
 * The same-day service of a location at a past instant; `taken` returns the number of orders in a period of the slot.
 */
export function sameDayServiceAt(
  { timeZone, slots }: { timeZone: string; slots: readonly DeliverySlot[] },
  { now, orderedAt, slot }: RoutingRequest,
  taken: (period: string) => number,
): SameDayService {
  const [day] = localDays(timeZone, now, 1) as [DateTime];
  const asked = slots.find((one) => timeOn(day, one.from) === slot?.fromAt && timeOn(day, one.to) === slot.toAt);
  const period = `${day.toFormat('yyyy-MM-dd')}T${asked?.from}`;
  return {
    over: localDay(timeZone, orderedAt ?? now) < localDay(timeZone, now),
    slot: asked ? { period, capacity: asked.capacity, taken: taken(period) } : null,
  };
}

/** Replaces a location's slots; orders in an old slot keep it. False when there is no such location. */
export async function putDeliverySlots(
  em: EntityManager,
  locationId: string,
  slots: readonly DeliverySlot[],
): Promise<boolean> {
  return (await em.nativeUpdate(Location, { id: locationId }, { deliverySlots: [...slots] })) > 0;
}

export interface SlotToday extends DeliverySlot {
  left: number;
  slot: { from: string; to: string };
}
export interface SlotsToday {
  locationId: string;
  name: string;
  slots: SlotToday[];
}
interface SlotRow {
  now: string;
  locationId: string;
  name: string;
  timeZone: string;
  slots: DeliverySlot[];
  taken: Record<string, number>;
}
export interface SlotSearch {
  locationId: string | null;
  after: string;
  limit: number;
}

/**
 * Locations with slots, by id; per slot its remaining capacity today (0 once it is over) and the form in which an order
 * requests it. Returns one location more than the limit when others follow.
 */
export async function slotsToday(em: EntityManager, { locationId, after, limit }: SlotSearch): Promise<SlotsToday[]> {
  const rows = await em.execute<SlotRow[]>(
    `select to_json(now()) #>> '{}' as now, l.id as "locationId", l.name, l.time_zone as "timeZone",
        l.delivery_slots as slots,
       (
         select coalesce(jsonb_object_agg(q.period, q.taken), '{}'::jsonb)
         from quota_taken q
         where q.subject = 'slot/' || l.id and q.period >= to_char(now() at time zone l.time_zone, 'YYYY-MM-DD')
       ) as taken
     from location l
     where l.delivery_slots <> '[]'::jsonb and (?::text is null or l.id = ?) and l.id > ?
     order by l.id
     limit ${Math.trunc(limit) + 1}`,
    [locationId, locationId, after],
  );
  return rows.map((row) => ({
    locationId: row.locationId,
    name: row.name,
    slots: row.slots.map((slot) => slotToday(row, slot)),
  }));
}

function slotToday({ now, timeZone, taken }: SlotRow, slot: DeliverySlot): SlotToday {
  const nowAt = Date.parse(now);
  const [day] = localDays(timeZone, nowAt, 1) as [DateTime];
  const localText = (at: number): string =>
    DateTime.fromMillis(at, { zone: timeZone }).toISO({ suppressMilliseconds: true }) ?? '';
  const [fromAt, toAt] = [timeOn(day, slot.from), timeOn(day, slot.to)];
  const left =
    toAt <= nowAt ? 0 : Math.max(0, slot.capacity - (taken[`${day.toFormat('yyyy-MM-dd')}T${slot.from}`] ?? 0));
  return { ...slot, left, slot: { from: localText(fromAt), to: localText(toAt) } };
}
