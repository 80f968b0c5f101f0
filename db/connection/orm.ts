import { MikroORM } from '@mikro-orm/postgresql';
import { ormConfig, type PoolLimits } from './orm-config.ts';

/** Opens the database; creates nothing. */
export const openOrm = (url: string, limits?: PoolLimits): Promise<MikroORM> => MikroORM.init(ormConfig(url, limits));

/** Creates the database if need be and brings its schema up to date; two processes may do so at once. */
export async function migrate(orm: MikroORM): Promise<void> {
  await orm.schema.ensureDatabase().catch((e: unknown) => {
    if (!/already exists/.test(String(e))) throw e;
  });
  await orm.em.fork().transactional(async (em) => {
    await em.execute(
      "select set_config('idle_in_transaction_session_timeout', '0', true), pg_advisory_xact_lock(727001)",
    ); // held on this connection while the migrator uses another, however long that takes
    await orm.migrator.up();
  });
}
