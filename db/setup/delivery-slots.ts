// Delivery slots: as operators set them, what is left of them today, and what routing sees of the one that an order
// asks for.
import { DateTime } from 'luxon';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RoutingRequest, SameDayThere } from '../../domain/routing/request.ts';
import { localDay, localDays, timeOn } from '../../calendar/opening-hours.ts';
import type { DeliverySlot } from '../../domain/promise/slots.ts';
import { Location } from '../schema/entities/stock.ts';

const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

/**
 * What routing_facts must know to tell what locations can do for an order of the same day; an order that is not there
 * yet is ordered now.
 */
export const sameDayFor = ({
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

/** The same of an instant in the past; `taken` tells how many had a place in a period of the slot then. */
export function sameDayAt(
  { timeZone, slots }: { timeZone: string; slots: readonly DeliverySlot[] },
  { now, orderedAt, slot }: RoutingRequest,
  taken: (period: string) => number,
): SameDayThere {
  const [day] = localDays(timeZone, now, 1) as [DateTime];
  const asked = slots.find((one) => timeOn(day, one.from) === slot?.fromAt && timeOn(day, one.to) === slot.toAt);
  const period = `${day.toFormat('yyyy-MM-dd')}T${asked?.from}`;
  return {
    over: localDay(timeZone, orderedAt ?? now) < localDay(timeZone, now),
    slot: asked ? { period, capacity: asked.capacity, taken: taken(period) } : null,
  };
}

/**
 * Writes a location's slots, whole; those of orders that have a place in an old one keep it. False when there is no
 * such location.
 */
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
interface Row {
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
 * Locations with slots, by id, and of each slot how many orders it still takes today (none once it is over) and how an
 * order asks for it. One location more than the limit tells that there are more.
 */
export async function slotsToday(em: EntityManager, { locationId, after, limit }: SlotSearch): Promise<SlotsToday[]> {
  const rows = await em.execute<Row[]>(
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

function slotToday({ now, timeZone, taken }: Row, slot: DeliverySlot): SlotToday {
  const nowAt = Date.parse(now);
  const [day] = localDays(timeZone, nowAt, 1) as [DateTime];
  const said = (at: number): string =>
    DateTime.fromMillis(at, { zone: timeZone }).toISO({ suppressMilliseconds: true }) ?? '';
  const [fromAt, toAt] = [timeOn(day, slot.from), timeOn(day, slot.to)];
  const left =
    toAt <= nowAt ? 0 : Math.max(0, slot.capacity - (taken[`${day.toFormat('yyyy-MM-dd')}T${slot.from}`] ?? 0));
  return { ...slot, left, slot: { from: said(fromAt), to: said(toAt) } };
}
