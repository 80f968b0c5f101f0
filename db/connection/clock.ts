import type { EntityManager } from '@mikro-orm/postgresql';

/** The database's clock in whole milliseconds, which decides everywhere; the clock of a process may be wrong. */
export async function databaseNow(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ ms: number }[]>('select floor(extract(epoch from now()) * 1000)::float8 as ms');
  if (!row) throw new Error('the database answered nothing');
  return row.ms;
}

/** Says whether the database answers. */
export const databaseAnswers = (em: EntityManager): Promise<boolean> =>
  em.execute('select 1').then(
    () => true,
    () => false,
  );
