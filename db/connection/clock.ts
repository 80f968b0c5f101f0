import type { EntityManager } from '@mikro-orm/postgresql';

/** The database's clock in milliseconds, which decides everywhere; the clock of a process may be wrong. */
export async function databaseNow(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ ms: number }[]>('select extract(epoch from now())::float8 * 1000 as ms');
  if (!row) throw new Error('the database answered nothing');
  return row.ms;
}
