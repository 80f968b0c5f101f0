// The SQL of stock and quota: one conditional write per counter and one ledger row with a cause that can happen once.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { QuotaMove, StockKind, StockMove } from '../domain/change.ts';

/** Somebody was faster: decide again on fresh numbers. */
export class StockMoved extends Error {}

/** What each kind adds to the counters; `:q` is the move's quantity, `:free` what of it is not reserved. */
const effects: Record<StockKind | 'FOUND', { onHand: string; reserved: string; inDoubt: string; damaged: string; handedOver?: string; guard: string }> = {
  RESERVE: { onHand: '0', reserved: 'q', inDoubt: '0', damaged: '0', guard: 's.on_hand - s.reserved - s.safety >= q' },
  RELEASE: { onHand: '0', reserved: '-q', inDoubt: '0', damaged: '0', guard: 'true' },
  HAND_OVER: { onHand: '-q', reserved: '-q', inDoubt: '0', damaged: '0', handedOver: 'q', guard: 's.on_hand >= q' },
  DISPATCH: { onHand: '-q', reserved: '-q', inDoubt: '0', damaged: '0', handedOver: 'q', guard: 's.on_hand >= q' },
  ARRIVAL: { onHand: 'q', reserved: 'q', inDoubt: '0', damaged: '0', handedOver: '-q', guard: 'true' },
  ARRIVAL_FREE: { onHand: 'q', reserved: '0', inDoubt: '0', damaged: '0', handedOver: '-q', guard: 'true' },
  FOUND: { onHand: 'q - s.on_hand', reserved: '0', inDoubt: '0', damaged: '0', guard: 's.on_hand < q' },
  IN_DOUBT: { onHand: '-least(q, greatest(s.on_hand - s.reserved, 0))', reserved: '0', inDoubt: 'least(q, greatest(s.on_hand - s.reserved, 0))', damaged: '0', guard: 's.on_hand > s.reserved' },
  DAMAGED: { onHand: '-least(q, greatest(s.on_hand - s.reserved, 0))', reserved: '0', inDoubt: '0', damaged: 'least(q, greatest(s.on_hand - s.reserved, 0))', guard: 's.on_hand > s.reserved' },
  RETURN: { onHand: 'q', reserved: '0', inDoubt: '0', damaged: '0', guard: 'true' },
};

function moveSql(kind: StockKind | 'FOUND'): string {
  const e = effects[kind];
  return `with m as (select ?::int as q), d as (select s.sku, s.location_id, ${e.onHand} as on_hand, ${e.reserved} as reserved, ${e.inDoubt} as in_doubt, ${e.damaged} as damaged
      from stock s, m where s.sku = ? and s.location_id = ? and ${e.guard} for update of s),
    u as (update stock s set on_hand = s.on_hand + d.on_hand, reserved = s.reserved + d.reserved, in_doubt = s.in_doubt + d.in_doubt, damaged = s.damaged + d.damaged, moved_at = now()${e.handedOver ? `, handed_over = s.handed_over + ${e.handedOver}` : ''}
      from d, m where s.sku = d.sku and s.location_id = d.location_id returning s.*)
    insert into stock_ledger (cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after, safety_after, in_doubt_after, damaged_after)
    select ?, '${kind}', u.location_id, u.sku, d.on_hand, d.reserved, d.in_doubt, d.damaged, u.on_hand, u.reserved, u.safety, u.in_doubt, u.damaged from u join d using (sku, location_id) returning 1`;
}

async function moveOnce(em: EntityManager, move: Omit<StockMove, 'kind'> & { kind: StockKind | 'FOUND' }): Promise<boolean> {
  const rows = await em.execute<unknown[]>(moveSql(move.kind), [move.quantity, move.sku, move.locationId, move.cause]);
  return rows.length === 1;
}

/** Applies moves in (sku, location) order, so that two transactions never wait for each other crosswise; throws StockMoved when a reservation finds too little. */
export async function applyStock(em: EntityManager, moves: StockMove[]): Promise<void> {
  const sorted = moves.toSorted((a, b) => compare(a.sku, b.sku) || compare(a.locationId, b.locationId));
  for (const move of sorted) {
    if (await moveOnce(em, move)) continue;
    if (move.kind === 'RESERVE') throw new StockMoved(`${move.sku} at ${move.locationId}`);
    if (move.kind === 'HAND_OVER' || move.kind === 'DISPATCH') await leaveUncounted(em, move);
    if (move.kind === 'ARRIVAL' || move.kind === 'ARRIVAL_FREE') await arriveAnew(em, move);
  }
}

/** A real hand-over is never refused for a counter: what was found is booked in first. */
async function leaveUncounted(em: EntityManager, move: StockMove): Promise<void> {
  await moveOnce(em, { ...move, kind: 'FOUND', cause: `${move.cause}/FOUND` });
  if (!(await moveOnce(em, move))) throw new Error(`no stock row for ${move.sku} at ${move.locationId}`);
}

/** A location may be sent what it has never had. */
async function arriveAnew(em: EntityManager, move: StockMove): Promise<void> {
  await em.execute('insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged) values (?, ?, 0, 0, 0, 0, 0) on conflict do nothing', [move.locationId, move.sku]);
  if (!(await moveOnce(em, move))) throw new Error(`no stock row for ${move.sku} at ${move.locationId}`);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Takes and gives back places of locations' and parties' days and hours; throws StockMoved when one is full. */
export async function applyQuota(em: EntityManager, moves: QuotaMove[]): Promise<void> {
  for (const { subject, period, delta, limit } of moves.toSorted((a, b) => compare(a.subject, b.subject) || compare(a.period, b.period))) {
    const rows = await em.execute<unknown[]>(
      `insert into quota_taken as q (subject, period, taken) select ?, ?, ? where ?::int is null or ?::int > 0
       on conflict (subject, period) do update set taken = q.taken + excluded.taken where ?::int is null or q.taken + excluded.taken <= ?::int returning 1`,
      [subject, period, delta, limit, limit, limit, limit]);
    if (rows.length === 0) throw new StockMoved(`the quota of ${subject} in ${period}`);
  }
}
