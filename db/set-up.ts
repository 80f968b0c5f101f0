// What operators set up: channels, locations, products.
import type { EntityManager } from '@mikro-orm/postgresql';
import { toRow, writeCtes } from './rows.ts';

/** Writes a set-up row, whole; the same again changes nothing. */
export async function putRow(
  em: EntityManager,
  table: 'channel' | 'location' | 'product' | 'party',
  row: Record<string, unknown>,
): Promise<void> {
  const key = table === 'product' ? 'sku' : 'id';
  const write = writeCtes([{ table, rows: [toRow(row)], key: [key] }]);
  await em.execute(`with put as (select 1)${write.sql} select 1`, write.parameters);
}

/** Pauses a location until an instant, or until somebody resumes it; resuming forgets its silences. */
export async function pauseLocation(
  em: EntityManager,
  id: string,
  pause: { until: number | null; reason: string } | null,
): Promise<boolean> {
  const sql = pause
    ? `update location set paused_until = ${pause.until === null ? "'infinity'" : 'to_timestamp(? / 1000.0)'},
        pause_reason = ?
      where id = ?
      returning 1`
    : 'update location set paused_until = null, pause_reason = null, expiries_in_a_row = 0 where id = ? returning 1';
  const rows = await em.execute<unknown[]>(
    sql,
    pause ? [...(pause.until === null ? [] : [pause.until]), pause.reason, id] : [id],
  );
  return rows.length > 0;
}
