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

/**
 * Stored events whose number is known and that are older than a few seconds, when the request that stored them has
 * finished.
 */
export async function openMatchedEvents(em: EntityManager, limit: number): Promise<OpenEvent[]> {
  const rows = await em.execute<StoredEvent[]>(
    `select ${openColumns}
      from carrier_event e
      join waybill w ${ofNumber}
      where e.applied_at is null and e.received_at < now() - interval '3 seconds'
      order by e.at, e.event_id
      limit ${Math.trunc(limit)}`,
  );
  return rows.map(toOpenEvent);
}
