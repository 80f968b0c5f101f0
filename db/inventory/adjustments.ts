// Stock adjustments by people: one conditional write and one ledger row, with a cause that can be booked once.
import type { EntityManager } from '@mikro-orm/postgresql';
import { bookCountDifferences } from './count-differences.ts';
import { lockCause } from './locks.ts';

interface CounterChange {
  onHand?: string;
  inDoubt?: string;
  damaged?: string;
  safety?: string;
  handedOver?: string;
  guard: string;
  booked: string;
  free?: (row: StockRow) => number;
}

/**
 * The effect of each kind on the counters of row `b`; `q` is the quantity. `guard` is the condition of the write,
 * `free` the number of units it may take, `booked` the quantity in the ledger.
 */
const counterChanges = {
  RECEIPT: { onHand: 'b.on_hand + q', guard: 'true', booked: 'on_hand' },
  COUNT: { onHand: 'q', inDoubt: '0', guard: 'true', booked: 'on_hand_after' },
  ADJUSTMENT: {
    onHand: 'b.on_hand + q',
    guard: 'b.on_hand + q >= 0',
    booked: 'on_hand',
    free: (row) => row.onHand,
  },
  SET_ASIDE: {
    onHand: 'b.on_hand - q',
    damaged: 'b.damaged + q',
    guard: 'b.on_hand >= q',
    booked: 'damaged',
    free: (row) => row.onHand,
  },
  REPAIRED: {
    onHand: 'b.on_hand + q',
    damaged: 'b.damaged - q',
    guard: 'b.damaged >= q',
    booked: '-damaged',
    free: (row) => row.damaged,
  },
  SAFETY: { safety: 'q', guard: 'true', booked: 'safety_after' },
  TRANSFER_OUT: {
    onHand: 'b.on_hand - q',
    guard: 'b.on_hand - b.reserved >= q',
    booked: '-on_hand',
    free: (row) => Math.max(0, row.onHand - row.reserved),
  },
  TRANSFER_IN: { onHand: 'b.on_hand + q', guard: 'true', booked: 'on_hand' },
  // had left for a buyer who cancelled in the meantime
  ARRIVAL_FREE: { onHand: 'b.on_hand + q', handedOver: 'b.handed_over - q', guard: 'true', booked: 'on_hand' },
} satisfies Record<string, CounterChange>;
export type AdjustmentKind = keyof typeof counterChanges;
const counterChangeOf = (kind: AdjustmentKind): CounterChange => counterChanges[kind];

export interface StockAdjustment {
  kind: AdjustmentKind;
  cause: string;
  locationId: string;
  sku: string;
  quantity: number;
  reason?: string | undefined;
}
export interface StockRow {
  onHand: number;
  reserved: number;
  safety: number;
  inDoubt: number;
  damaged: number;
  available: number;
}
/**
 * A repeat changes nothing. CONFLICT: another move has this cause. UNKNOWN: the location or product does not exist.
 * TOO_FEW: only `free` units may be taken. The last three write nothing.
 */
export type AdjustmentResult =
  | { kind: 'BOOKED' | 'REPEATED'; stock: StockRow }
  | { kind: 'CONFLICT' }
  | { kind: 'UNKNOWN'; field: 'locationId' | 'sku' }
  | { kind: 'TOO_FEW'; free: number };

const columns = `on_hand as "onHand", reserved, safety, in_doubt as "inDoubt", damaged,
  greatest(0, on_hand - reserved - safety) as available`;

function moveSql(kind: AdjustmentKind): string {
  const e = counterChangeOf(kind);
  return `with b as (select s.*, m.q from stock s, (select ?::int as q) m where s.sku = ? and s.location_id = ?),
      u as (
        update stock s set on_hand = ${e.onHand ?? 'b.on_hand'}, in_doubt = ${e.inDoubt ?? 'b.in_doubt'},
          damaged = ${e.damaged ?? 'b.damaged'}, safety = ${e.safety ?? 'b.safety'},
          handed_over = ${e.handedOver ?? 'b.handed_over'}, moved_at = now()
        from b
        where s.sku = b.sku and s.location_id = b.location_id and ${e.guard}
        returning s.*
      )
    insert into stock_ledger (
      cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after, safety_after,
        in_doubt_after, damaged_after, reason
    )
    select ?, '${kind}', u.location_id, u.sku, u.on_hand - b.on_hand, 0, u.in_doubt - b.in_doubt, u.damaged - b.damaged,
      u.on_hand, u.reserved, u.safety, u.in_doubt, u.damaged, ?
    from u
    join b using (sku, location_id)
    returning 1`;
}

/** Adjusts stock in its own transaction. The same cause again changes nothing. */
export const adjustStock = (em: EntityManager, move: StockAdjustment): Promise<AdjustmentResult> =>
  em.transactional(async (tx) => {
    await lockCause(tx, move.cause);
    return adjustStockIn(tx, move);
  });

/**
 * Adjusts stock inside a transaction that has locked the cause. A caller that moves several rows does so in (sku,
 * location) order.
 */
export async function adjustStockIn(tx: EntityManager, move: StockAdjustment): Promise<AdjustmentResult> {
  const { kind, cause, locationId, sku, quantity, reason } = move;
  const [known] = await tx.execute<{ location: boolean; product: boolean }[]>(
    `select exists (select 1 from location where id = ?) as location,
        exists (select 1 from product where sku = ?) as product`,
    [locationId, sku],
  );
  if (known?.location !== true || !known.product)
    return { kind: 'UNKNOWN', field: known?.location === true ? 'sku' : 'locationId' };
  const [earlier] = await tx.execute<{ same: boolean }[]>(
    `select (location_id, sku, kind, ${counterChangeOf(kind).booked}) = (?, ?, ?, ?::int) as same
      from stock_ledger
      where cause = ?`,
    [locationId, sku, kind, quantity, cause],
  );
  if (earlier?.same === false) return { kind: 'CONFLICT' };
  const made = await tx.execute<unknown[]>(
    `insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged)
      values (?, ?, 0, 0, 0, 0, 0)
      on conflict do nothing
      returning 1`,
    [locationId, sku],
  );
  const before = await lockRow(tx, move);
  if (earlier) return { kind: 'REPEATED', stock: before };
  const [booked] = await tx.execute<unknown[]>(moveSql(kind), [quantity, sku, locationId, cause, reason ?? null]);
  if (!booked) {
    // a row without a ledger entry would break the invariants
    if (made.length > 0) await tx.execute(`delete from stock where sku = ? and location_id = ?`, [sku, locationId]);
    return { kind: 'TOO_FEW', free: counterChangeOf(kind).free?.(before) ?? 0 };
  }
  if (kind === 'COUNT' && made.length === 0)
    await bookCountDifferences(tx, [{ sku, locationId, cause, before, counted: quantity }]);
  return { kind: 'BOOKED', stock: await lockRow(tx, move) };
}

async function lockRow(
  tx: EntityManager,
  { sku, locationId }: Pick<StockAdjustment, 'sku' | 'locationId'>,
): Promise<StockRow> {
  const [row] = await tx.execute<StockRow[]>(
    `select ${columns} from stock where sku = ? and location_id = ? for update`,
    [sku, locationId],
  );
  if (!row) throw new Error(`no stock row for ${sku} at ${locationId}`);
  return row;
}

/**
 * Live offers and accepted FOs that hold a product at a location, newest first: the candidates for reallocation when
 * fewer units are there than reserved.
 */
export function reservationsOf(
  em: EntityManager,
  locationId: string,
  sku: string,
): Promise<{ orderId: string; fulfillmentOrderId: string; offerId: string; offer: string; quantity: number }[]> {
  return em.execute(
    `select l.order_id as "orderId", f.id as "fulfillmentOrderId", o.id as "offerId", o.status as offer, l.quantity
      from fulfillment_line l
     join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id
     join offer o on o.order_id = l.order_id and o.fulfillment_order_id = f.id
     where f.location_id = ? and l.sku = ? and l.reservation = 'HELD' and f.status <> 'IN_TRANSIT'
     order by f.created_at desc`,
    [locationId, sku],
  );
}
