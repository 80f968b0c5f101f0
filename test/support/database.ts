// The content of a database, for tests that compare before and after.
import type { MikroORM } from '@mikro-orm/postgresql';

/** A fingerprint of every table, to prove that nothing was written. */
export async function fingerprint(orm: MikroORM): Promise<Record<string, string>> {
  const em = orm.em.fork();
  const tables = await em.execute<{ name: string }[]>(
    `select table_name as name
      from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name <> 'mikro_orm_migrations'
      order by 1`,
  );
  const sums = tables.map(
    ({ name }) => `(select md5(coalesce(string_agg(x::text, '|' order by x::text), '')) from ${name} x) as "${name}"`,
  );
  const [row] = await em.execute<Record<string, string>[]>(`select ${sums.join(', ')}`);
  return row ?? {};
}
