// What carriers told us: each event once, applied when its number is known.
import type { EntityManager } from '@mikro-orm/postgresql';

export interface CarrierEventIn {
  eventId: string;
  trackingNumber: string;
  event: 'PICKED_UP' | 'DELIVERED' | 'RETURNING' | 'RETURNED' | 'LOST';
  at: number;
}
export interface OpenEvent extends Omit<CarrierEventIn, 'trackingNumber'> {
  carrier: string;
  orderId: string;
  waybillId: string;
}

/** Keeps an event; the same id again is nothing new. */
export async function keepCarrierEvent(em: EntityManager, carrier: string, event: CarrierEventIn): Promise<void> {
  await em.execute(
    `insert into carrier_event (carrier, event_id, tracking_number, event, at)
      values (?, ?, ?, ?, to_timestamp(? / 1000.0))
      on conflict do nothing`,
    [carrier, event.eventId, event.trackingNumber, event.event, event.at],
  );
}

/** Events of a number that wait to be applied, in the carrier's own order, with the label they are about. */
export async function openEvents(em: EntityManager, carrier: string, trackingNumber: string): Promise<OpenEvent[]> {
  const rows = await em.execute<(Omit<OpenEvent, 'at'> & { at: string })[]>(
    `select e.carrier, e.event_id as "eventId", e.event, to_json(e.at) #>> '{}' as at, w.order_id as "orderId",
        w.id as "waybillId"
     from carrier_event e
     join waybill w on w.carrier = e.carrier and w.tracking_number = e.tracking_number
     where e.carrier = ? and e.tracking_number = ? and e.applied_at is null
     order by e.at, e.event_id`,
    [carrier, trackingNumber],
  );
  return rows.map((r) => ({ ...r, at: Date.parse(r.at) }));
}

/** The event has reached its order, or its order no longer listens. */
export async function markApplied(em: EntityManager, carrier: string, eventId: string): Promise<void> {
  await em.execute('update carrier_event set applied_at = now() where carrier = ? and event_id = ?', [
    carrier,
    eventId,
  ]);
}

/** Kept events whose number has become known since, older than a few seconds: whoever kept them may still be at it. */
export async function openMatchedEvents(em: EntityManager, limit: number): Promise<OpenEvent[]> {
  const rows = await em.execute<(Omit<OpenEvent, 'at'> & { at: string })[]>(
    `select e.carrier, e.event_id as "eventId", e.event, to_json(e.at) #>> '{}' as at, w.order_id as "orderId",
        w.id as "waybillId"
     from carrier_event e
     join waybill w on w.carrier = e.carrier and w.tracking_number = e.tracking_number
     where e.applied_at is null and e.received_at < now() - interval '3 seconds'
     order by e.at, e.event_id
     limit ${Math.trunc(limit)}`,
  );
  return rows.map((r) => ({ ...r, at: Date.parse(r.at) }));
}
