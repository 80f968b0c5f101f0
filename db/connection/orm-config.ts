import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { carrierEntities } from '../schema/entities/carrier.ts';
import { channelEntities } from '../schema/entities/channel.ts';
import { creditEntities } from '../schema/entities/credit.ts';
import { orderExceptionEntities } from '../schema/entities/order-exceptions.ts';
import { orderFulfillmentEntities } from '../schema/entities/order-fulfillment.ts';
import { orderMoneyEntities } from '../schema/entities/order-money.ts';
import { orderStoryEntities } from '../schema/entities/order-story.ts';
import { orderEntities } from '../schema/entities/order.ts';
import { poolEntities } from '../schema/entities/pool.ts';
import { stockEntities } from '../schema/entities/stock.ts';
import { ReleasingDriver } from './driver.ts';

/** The folder of the migrations, one class per file; the names sort by time. */
export const migrationsFolder = fileURLToPath(new URL('../schema/migrations', import.meta.url));
export interface PoolLimits {
  max: number;
  statementTimeoutMs: number;
  lockTimeoutMs: number;
  /** Until a new connection is there; a service gives up after a second and tries again. */
  connectTimeoutMs?: number;
}
/**
 * Idle time of a connection. It keeps plans and catalogs: the first six loads of an order on a new one take 30 ms,
 * later ones 1.2 ms each.
 */
const keepIdleMs = 300_000;
const defaultLimits: PoolLimits = {
  max: 10,
  statementTimeoutMs: 30_000,
  lockTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
};

/** Connection settings: UTC everywhere; a statement times out in the database before its caller gives up. */
export const ormConfig = (clientUrl: string, limits: PoolLimits = defaultLimits): Options =>
  defineConfig({
    driver: ReleasingDriver,
    clientUrl,
    entities: [
      ...channelEntities,
      ...carrierEntities,
      ...stockEntities,
      ...poolEntities,
      ...creditEntities,
      ...orderEntities,
      ...orderMoneyEntities,
      ...orderExceptionEntities,
      ...orderFulfillmentEntities,
      ...orderStoryEntities,
    ],
    // a filter holds for the entity of the query; relations have filters of their own
    autoJoinRefsForFilters: false,
    filtersOnRelations: false,
    extensions: [Migrator],
    // includeWildcardSchema: the table of migrations is created with the first of them, in their transaction
    migrations: {
      path: migrationsFolder,
      pathTs: migrationsFolder,
      emit: 'ts',
      snapshot: false,
      includeWildcardSchema: true,
    },
    // db/schema/functions and db/schema/views contain them
    schemaGenerator: { ignoreRoutines: true, ignoreTriggers: true, skipViews: [/./] },
    pool: { min: 0, max: limits.max, idleTimeoutMillis: keepIdleMs },
    driverOptions: {
      connectionTimeoutMillis: limits.connectTimeoutMs ?? 1000,
      keepAlive: true,
      statement_timeout: limits.statementTimeoutMs,
      lock_timeout: limits.lockTimeoutMs,
      idle_in_transaction_session_timeout: 10_000,
      options: '-c timezone=UTC',
    },
    logger: () => undefined, // the migrator reports by its exit code, not by its log
  });

/** Used by the MikroORM command line only. */
export default ormConfig(process.env['DATABASE_URL'] ?? 'postgresql://postgres:postgres@127.0.0.1:5432/baton');
