// The set-up of locations, and their pauses.

import type { EntityManager } from '@mikro-orm/postgresql';
import { putRow } from './channels.ts';
import { checkAllotted } from './parties.ts';

/** Writes a location; throws OverAllotted when its party's quota is exceeded. */
export async function putLocation(
  em: EntityManager,
  row: Record<string, unknown> & { partyId: string },
): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.execute('select 1 from party where id = ? for update', [row.partyId]);
    await putRow(tx, 'location', row);
    await checkAllotted(tx, row.partyId);
  });
}

/** Pauses a location until an instant, or until an operator resumes it; resuming resets its expired offers in a row. */
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
