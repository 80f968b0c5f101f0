import type { EntityManager } from '@mikro-orm/postgresql';

/** The one clock that everything is judged by, in milliseconds; a process's own may be wrong. */
export async function databaseNow(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ ms: number }[]>('select extract(epoch from now())::float8 * 1000 as ms');
  if (!row) throw new Error('the database answered nothing');
  return row.ms;
}
