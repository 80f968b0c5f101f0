import type { MikroORM } from '@mikro-orm/postgresql';

/** The number of rows of `table where …`. */
export async function count(orm: MikroORM, rows: string, parameters: unknown[] = []): Promise<number> {
  const [counted] = await orm.em.fork().execute<{ n: number }[]>(`select count(*)::int as n from ${rows}`, parameters);
  return counted?.n ?? 0;
}
