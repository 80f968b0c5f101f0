// Rows that operators set up.
import type { EntityManager } from '@mikro-orm/postgresql';
import { toRow, writeCtes } from '../connection/row-codec.ts';

/** Writes a whole set-up row; a repeat changes nothing. */
export async function putRow(
  em: EntityManager,
  table: 'channel' | 'location' | 'product' | 'party',
  row: Record<string, unknown>,
): Promise<void> {
  const key = table === 'product' ? 'sku' : 'id';
  const write = writeCtes([{ table, rows: [toRow(row)], key: [key] }]);
  await em.execute(`with put as (select 1)${write.sql} select 1`, write.parameters);
}
