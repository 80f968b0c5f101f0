// Transfers: goods leave the first location at dispatch, arrive at the second when received, and are not on sale in
// between.
import type { EntityManager } from '@mikro-orm/postgresql';
import { parsePublicId, publicId } from '../../domain/order/ids.ts';
import { countDifference } from '../../domain/inventory/alerts.ts';
import { raiseAlerts } from './alerts.ts';
import { adjustStockIn } from './adjustments.ts';

export interface TransferLine {
  sku: string;
  quantity: number;
}
/** Units per product; `received` is null while they are on their way. */
export type TransferLines = { sku: string; sent: number; received: number | null }[];
/** `received` and `difference` (received less sent) are null while the goods are on their way. */
export interface Transfer {
  id: string;
  fromLocationId: string;
  toLocationId: string;
  status: 'IN_TRANSIT' | 'RECEIVED';
  lines: TransferLines;
  dispatchedAt: string;
  receivedAt: string | null;
}
/**
 * CONFLICT: another transfer has this id. OF_ORDER: its goods belong to a pickup, whose order must book the arrival. An
 * error names the product that is unknown, too short, or was never sent.
 */
export type TransferAnswer =
  | { kind: 'DONE'; transfer: Transfer }
  | { kind: 'REPEATED'; transfer: Transfer }
  | { kind: 'CONFLICT' }
  | { kind: 'NOT_FOUND' }
  | { kind: 'NO_DESTINATION' }
  | { kind: 'OF_ORDER'; transfer: Transfer }
  | { kind: 'UNKNOWN' | 'TOO_FEW' | 'NOT_SENT'; sku: string };

class TransferError extends Error {
  readonly kind: 'UNKNOWN' | 'TOO_FEW';
  readonly sku: string;
  constructor(kind: TransferError['kind'], sku: string) {
    super(kind);
    this.kind = kind;
    this.sku = sku;
  }
}

const columns = `id, from_location_id as "fromLocationId", to_location_id as "toLocationId", status, lines,
  to_json(dispatched_at) #>> '{}' as "dispatchedAt", to_json(received_at) #>> '{}' as "receivedAt"`;
const bySku = <T extends { sku: string }>(lines: T[]): T[] => lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));

/** Dispatches goods: all lines, or none. Reserved units stay. A repeat is the same transfer. */
export function dispatchTransfer(
  em: EntityManager,
  { id, from, to, lines }: { id: string; from: string; to: string; lines: TransferLine[] },
): Promise<TransferAnswer> {
  return answerErrors(
    em.transactional(async (tx): Promise<TransferAnswer> => {
      const sent = bySku(lines).map(({ sku, quantity }) => ({ sku, sent: quantity, received: null }));
      const destination = await tx.execute<unknown[]>('select 1 from location where id = ?', [to]);
      if (destination.length === 0) return { kind: 'NO_DESTINATION' };
      const made = await tx.execute<unknown[]>(
        `insert into transfer (id, from_location_id, to_location_id, status, lines)
          values (?, ?, ?, 'IN_TRANSIT', ?::jsonb)
          on conflict do nothing
          returning 1`,
        [id, from, to, JSON.stringify(sent)],
      );
      const transfer = await readTransfer(tx, id);
      if (made.length === 0)
        return isSameTransfer(transfer, { from, to, lines }) ? { kind: 'REPEATED', transfer } : { kind: 'CONFLICT' };
      for (const { sku, quantity } of bySku(lines)) {
        const moved = await adjustStockIn(tx, {
          kind: 'TRANSFER_OUT',
          cause: `transfer/${id}/${sku}/OUT`,
          locationId: from,
          sku,
          quantity,
        });
        if (moved.kind === 'UNKNOWN' || moved.kind === 'TOO_FEW') throw new TransferError(moved.kind, sku);
      }
      return { kind: 'DONE', transfer };
    }),
  );
}

/**
 * Receives goods: the given quantities per product, else the quantities sent. A transfer is received once; a repeat
 * returns the first result. `at` restricts the receiving location.
 */
export function receiveTransfer(
  em: EntityManager,
  { id, at, lines }: { id: string; at: string | null; lines: TransferLine[] },
): Promise<TransferAnswer> {
  return answerErrors(
    em.transactional(async (tx): Promise<TransferAnswer> => {
      const rows = await tx.execute<unknown[]>(
        'select 1 from transfer where id = ? and (?::text is null or to_location_id = ?) for update',
        [id, at, at],
      );
      if (rows.length === 0) return { kind: 'NOT_FOUND' };
      const transfer = await readTransfer(tx, id);
      if (transfer.status === 'RECEIVED') return { kind: 'REPEATED', transfer };
      const stranger = linesNotSent(transfer, lines)[0];
      if (stranger) return { kind: 'NOT_SENT', sku: stranger.sku };
      const { ofOrder, isAwaited } = await orderOf(tx, id);
      if (isAwaited) return { kind: 'OF_ORDER', transfer };
      const received = asReceived(transfer, lines);
      for (const { sku, received: quantity } of bySku(received)) {
        if (quantity === 0) continue;
        const moved = await adjustStockIn(tx, {
          kind: ofOrder ? 'ARRIVAL_FREE' : 'TRANSFER_IN',
          cause: `transfer/${id}/${sku}/IN`,
          locationId: transfer.toLocationId,
          sku,
          quantity,
        });
        if (moved.kind === 'UNKNOWN') throw new TransferError('UNKNOWN', sku);
      }
      await closeTransfer(tx, transfer, received);
      return { kind: 'DONE', transfer: await readTransfer(tx, id) };
    }),
  );
}

/** Lines with products that were never sent. */
export const linesNotSent = (transfer: Transfer, lines: TransferLine[]): TransferLine[] =>
  lines.filter((l) => !transfer.lines.some((t) => t.sku === l.sku));

/** The received quantity of each product: as given, else as sent. */
export const asReceived = (
  transfer: Transfer,
  lines: TransferLine[],
): { sku: string; sent: number; received: number }[] =>
  transfer.lines.map((t) => ({ ...t, received: lines.find((l) => l.sku === t.sku)?.quantity ?? t.sent }));

async function closeTransfer(
  tx: EntityManager,
  { id, toLocationId }: Transfer,
  received: { sku: string; sent: number; received: number }[],
): Promise<void> {
  const different = received.filter((t) => t.received !== t.sent);
  await raiseAlerts(
    tx,
    different.map((t) =>
      countDifference({
        sku: t.sku,
        locationId: toLocationId,
        difference: t.received - t.sent,
        where: `transfer ${id}`,
      }),
    ),
  );
  await tx.execute("update transfer set status = 'RECEIVED', lines = ?::jsonb, received_at = now() where id = ?", [
    JSON.stringify(received),
    id,
  ]);
}

/**
 * Says whether the transfer belongs to a pickup, and whether the pickup still waits for it; such a transfer has the
 * FO's id.
 */
async function orderOf(tx: EntityManager, id: string): Promise<{ ofOrder: boolean; isAwaited: boolean }> {
  const part = parsePublicId(id);
  const [fo] = part
    ? await tx.execute<{ status: string }[]>('select status from fulfillment_order where order_id = ? and id = ?', [
        part.orderId,
        part.partId,
      ])
    : [];
  return { ofOrder: fo !== undefined, isAwaited: fo?.status === 'IN_TRANSIT' };
}

/** The transfer of an FO that is on its way to the buyer's store; null when there is none. */
export const transferOf = (
  em: EntityManager,
  { orderId, partId }: { orderId: string; partId: string },
): Promise<Transfer | null> => findTransfer(em, publicId(orderId, partId));

const answerErrors = (doing: Promise<TransferAnswer>): Promise<TransferAnswer> =>
  doing.catch((error: unknown) => {
    if (error instanceof TransferError) return { kind: error.kind, sku: error.sku };
    throw error;
  });

async function findTransfer(em: EntityManager, id: string): Promise<Transfer | null> {
  const [row] = await em.execute<Transfer[]>(`select ${columns} from transfer where id = ?`, [id]);
  return row ?? null;
}

async function readTransfer(em: EntityManager, id: string): Promise<Transfer> {
  const transfer = await findTransfer(em, id);
  if (!transfer) throw new Error(`no transfer ${id}`);
  return transfer;
}

const isSameTransfer = (
  transfer: Transfer,
  { from, to, lines }: { from: string; to: string; lines: TransferLine[] },
): boolean =>
  transfer.fromLocationId === from &&
  transfer.toLocationId === to &&
  JSON.stringify(transfer.lines.map((l) => [l.sku, l.sent])) ===
    JSON.stringify(bySku(lines).map((l) => [l.sku, l.quantity]));
