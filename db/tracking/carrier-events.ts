// Carrier events: each is stored once, and applied when its tracking number is known.
import { hash } from 'node:crypto';
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

/** An event as its row has it, with its instant in ISO 8601. */
type StoredEvent = Omit<OpenEvent, 'at'> & { at: string };
const toOpenEvent = (event: StoredEvent): OpenEvent => ({ ...event, at: Date.parse(event.at) });
const openColumns = `e.carrier, e.event_id as "eventId", e.event, to_json(e.at) #>> '{}' as at,
  w.order_id as "orderId", w.id as "waybillId"`;
const ofNumber = 'on w.carrier = e.carrier and w.tracking_number = e.tracking_number';

/** The message id of an event, the same for every way in which it reaches its order: the same event is one message. */
export const messageIdOfEvent = ({ carrier, eventId }: Pick<OpenEvent, 'carrier' | 'eventId'>): string =>
  `track-${hash('sha256', JSON.stringify([carrier, eventId]), 'base64url').slice(0, 22)}`;

const keepSql = `with clock as (
    select abs(extract(epoch from now()) * 1000 - ?::float8) <= ?::float8 * 1000 as fresh
  ),
  kept as (
    insert into carrier_event (carrier, event_id, tracking_number, event, at)
    select ?, ?, ?, ?, to_timestamp(?::float8 / 1000) from clock where fresh
    on conflict do nothing
    returning *
  ),
  waiting as (
    select * from kept
    union all
    select * from carrier_event where carrier = ? and tracking_number = ? and applied_at is null
  )
select fresh,
  (
    select coalesce(jsonb_agg(to_jsonb(e) order by e.at, e."eventId"), '[]')
    from (select ${openColumns} from waiting e join waybill w ${ofNumber}) e
  ) as open
from clock`;

/**
 * Stores an event that was signed at most `toleranceSeconds` ago by the database's clock; a known id changes nothing.
 * Returns the events of its number that are not applied yet, in the carrier's order, with their label; null when the
 * signature is too old or too new, and nothing is stored then.
 */
export async function storeCarrierEvent(
  em: EntityManager,
  event: CarrierEventIn & { carrier: string },
  signed: { at: number; toleranceSeconds: number },
): Promise<OpenEvent[] | null> {
  const { carrier, eventId, trackingNumber } = event;
  const [row] = await em.execute<{ fresh: boolean; open: StoredEvent[] }[]>(keepSql, [
    signed.at,
    signed.toleranceSeconds,
    carrier,
    eventId,
    trackingNumber,
    event.event,
    event.at,
    carrier,
    trackingNumber,
  ]);
  return row?.fresh ? row.open.map(toOpenEvent) : null;
}

/** Marks an event as applied, also when its order no longer accepts it. */
export async function markApplied(em: EntityManager, carrier: string, eventId: string): Promise<void> {
  await em.execute('update carrier_event set applied_at = now() where carrier = ? and event_id = ?', [
    carrier,
    eventId,
  ]);
}

/** Attempts before an event is parked; they take about six hours. */
const parkAfter = 20;

/**
 * Claims stored events whose number is known and that are older than a few seconds, when the request that stored them
 * has finished. A claimed event comes again after 15 s, later after up to half an hour, and is parked after 20 claims.
 */
export async function claimMatchedEvents(em: EntityManager, limit: number): Promise<OpenEvent[]> {
  const rows = await em.execute<StoredEvent[]>(
    `with due as (
        select e.carrier, e.event_id
        from carrier_event e
        where e.applied_at is null and e.parked_at is null and e.next_at <= now()
          and e.received_at < now() - interval '3 seconds'
          and exists (select 1 from waybill w where w.carrier = e.carrier and w.tracking_number = e.tracking_number)
        order by e.next_at
        limit ${Math.trunc(limit)}
        for update of e skip locked
      ),
      claimed as (
        update carrier_event e
        set attempts = attempts + 1, parked_at = case when attempts + 1 >= ${parkAfter} then now() end,
          next_at = now() + least(15 * 2 ^ least(attempts, 10), 1800) * interval '1 second'
        from due
        where e.carrier = due.carrier and e.event_id = due.event_id
        returning e.*
      )
      select ${openColumns}
      from claimed e
      join waybill w ${ofNumber}
      order by e.at, e.event_id`,
  );
  return rows.map(toOpenEvent);
}

/** Makes all parked events of a carrier due again; returns their number. */
export async function retryParkedEvents(em: EntityManager, carrier: string): Promise<number> {
  const rows = await em.execute<unknown[]>(
    `update carrier_event
      set parked_at = null, attempts = 0, next_at = now()
      where carrier = ? and parked_at is not null and applied_at is null
      returning 1`,
    [carrier],
  );
  return rows.length;
}

/** The number of parked events. */
export async function countParkedEvents(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ n: number }[]>(
    'select count(*)::int as n from carrier_event where parked_at is not null and applied_at is null',
  );
  return row?.n ?? 0;
}
