// Stock as people move it: one conditional write and one ledger row with a cause that can happen once.
import type { EntityManager } from '@mikro-orm/postgresql';
import { disproves } from '../domain/conduct.ts';
import { countDifference } from '../domain/pool/alerts.ts';
import { recordDisproof } from './conduct.ts';
import { raiseAlerts } from './pool/alerts.ts';

/** What each kind makes of the counters of row `b`; `q` is the quantity; `guard` says when there is enough for it. */
const effects = {
  RECEIPT: { onHand: 'b.on_hand + q', guard: 'true' },
  COUNT: { onHand: 'q', inDoubt: '0', guard: 'true' },
  ADJUSTMENT: { onHand: 'b.on_hand + q', guard: 'b.on_hand + q >= 0' },
  SET_ASIDE: { onHand: 'b.on_hand - q', damaged: 'b.damaged + q', guard: 'b.on_hand >= q' },
  REPAIRED: { onHand: 'b.on_hand + q', damaged: 'b.damaged - q', guard: 'b.damaged >= q' },
  SAFETY: { safety: 'q', guard: 'true' },
  TRANSFER_OUT: { onHand: 'b.on_hand - q', guard: 'b.on_hand - b.reserved >= q' },
  TRANSFER_IN: { onHand: 'b.on_hand + q', guard: 'true' },
} satisfies Record<string, { onHand?: string; inDoubt?: string; damaged?: string; safety?: string; guard: string }>;
export type HandKind = keyof typeof effects;

export interface HandMove { kind: HandKind; cause: string; locationId: string; sku: string; quantity: number; reason?: string | undefined }
export interface StockRow { onHand: number; reserved: number; safety: number; inDoubt: number; damaged: number; available: number }
/** `changed` is what the move added to on hand; a repeat changes nothing. UNKNOWN: no such location or product. TOO_FEW: not enough is there for it, and nothing was written. */
export type HandAnswer = { kind: 'BOOKED'; changed: number; stock: StockRow } | { kind: 'REPEATED'; changed: number; stock: StockRow } | { kind: 'UNKNOWN' } | { kind: 'TOO_FEW' };

const columns = `on_hand as "onHand", reserved, safety, in_doubt as "inDoubt", damaged, greatest(0, on_hand - reserved - safety) as available`;

function moveSql(kind: HandKind): string {
  const e: { onHand?: string; inDoubt?: string; damaged?: string; safety?: string; guard: string } = effects[kind];
  return `with b as (select s.*, m.q from stock s, (select ?::int as q) m where s.sku = ? and s.location_id = ?),
    u as (update stock s set on_hand = ${e.onHand ?? 'b.on_hand'}, in_doubt = ${e.inDoubt ?? 'b.in_doubt'}, damaged = ${e.damaged ?? 'b.damaged'}, safety = ${e.safety ?? 'b.safety'}, moved_at = now()
      from b where s.sku = b.sku and s.location_id = b.location_id and ${e.guard} returning s.*)
    insert into stock_ledger (cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after, safety_after, in_doubt_after, damaged_after, reason)
    select ?, '${kind}', u.location_id, u.sku, u.on_hand - b.on_hand, 0, u.in_doubt - b.in_doubt, u.damaged - b.damaged, u.on_hand, u.reserved, u.safety, u.in_doubt, u.damaged, ? from u join b using (sku, location_id) returning on_hand as changed`;
}

/** Moves stock by hand in a transaction of its own. The same cause again changes nothing. */
export const moveByHand = (em: EntityManager, move: HandMove): Promise<HandAnswer> => em.transactional((tx) => moveInside(tx, move));

/** The same inside a transaction; whoever moves several does so in (sku, location) order. */
export async function moveInside(tx: EntityManager, { kind, cause, locationId, sku, quantity, reason }: HandMove): Promise<HandAnswer> {
  const known = await tx.execute<unknown[]>('select 1 from location l, product p where l.id = ? and p.sku = ?', [locationId, sku]);
  if (known.length === 0) return { kind: 'UNKNOWN' };
  const made = await tx.execute<unknown[]>('insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged) values (?, ?, 0, 0, 0, 0, 0) on conflict do nothing returning 1', [locationId, sku]);
  const [before] = await tx.execute<StockRow[]>(`select ${columns} from stock where sku = ? and location_id = ? for update`, [sku, locationId]);
  if (!before) throw new Error(`no stock row for ${sku} at ${locationId}`);
  if ((await tx.execute<unknown[]>('select 1 from stock_ledger where cause = ?', [cause])).length > 0) return { kind: 'REPEATED', changed: 0, stock: before };
  const [booked] = await tx.execute<{ changed: number }[]>(moveSql(kind), [quantity, sku, locationId, cause, reason ?? null]);
  if (!booked) {
    if (made.length > 0) await tx.execute('delete from stock where sku = ? and location_id = ?', [sku, locationId]);   // a row without a ledger would be nobody's
    return { kind: 'TOO_FEW' };
  }
  const [stock] = await tx.execute<StockRow[]>(`select ${columns} from stock where sku = ? and location_id = ?`, [sku, locationId]);
  if (kind === 'COUNT' && disproves(before, quantity)) await recordDisproof(tx, { locationId, sku, cause });
  if (kind === 'COUNT' && booked.changed !== 0) await raiseAlerts(tx, [countDifference({ sku, locationId, difference: booked.changed, where: 'counted' })]);
  return { kind: 'BOOKED', changed: booked.changed, stock: stock ?? before };
}

/** Live offers and accepted FOs that hold a product at a location, newest first: who must give way when less is there than is reserved. */
export function holdersOf(em: EntityManager, locationId: string, sku: string): Promise<{ orderId: string; fulfillmentOrderId: string; offerId: string; offer: string; quantity: number }[]> {
  return em.execute(
    `select l.order_id as "orderId", f.id as "fulfillmentOrderId", o.id as "offerId", o.status as offer, l.quantity from fulfillment_line l
     join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id join offer o on o.order_id = l.order_id and o.fulfillment_order_id = f.id
     where f.location_id = ? and l.sku = ? and l.reservation = 'HELD' order by f.created_at desc`, [locationId, sku]);
}
