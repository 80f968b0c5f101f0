import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { migrationsFolder } from '../connection/orm-config.ts';
import { installFunctions, installViewsAndTriggers, readSchemaSql } from './install-functions.ts';
import { recordSchemaVersion } from './version.ts';

/**
 * Creates the database if it is missing and updates its tables, functions, views and triggers in one transaction: all
 * of it or nothing. Two processes may do so at the same time. Throws for a database with another history of migrations.
 */
export async function migrate(orm: MikroORM, sql = readSchemaSql()): Promise<void> {
  await orm.schema.ensureDatabase().catch((e: unknown) => {
    if (!/already exists/.test(String(e))) throw e;
  });
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(727001)');
    await refuseOtherHistory(em);
    await installFunctions(em, sql.functions, 'UNCHECKED');
    await orm.migrator.up({ transaction: em.getTransactionContext() });
    await installViewsAndTriggers(em, sql);
    await installFunctions(em, sql.functions, 'CHECKED');
    await recordSchemaVersion(em);
  });
}

/** Every database of a release has its first migration, whatever newer releases have added. */
async function refuseOtherHistory(em: EntityManager): Promise<void> {
  const [table] = await em.execute<{ there: boolean }[]>(
    "select to_regclass('mikro_orm_migrations') is not null as there",
  );
  if (!table?.there) return;
  const executed = (await em.execute<{ name: string }[]>('select name from mikro_orm_migrations order by id')).map(
    ({ name }) => name,
  );
  const first = readdirSync(migrationsFolder).toSorted()[0] ?? '';
  if (executed.length === 0 || executed.includes(basename(first, '.ts'))) return;
  throw new Error(
    'This database was made by an earlier Baton, whose migrations are no longer there: `npm run reset` deletes the ' +
      'one that `npm start` keeps in its data directory; any other (DATABASE_URL) has to be made anew.',
  );
}
