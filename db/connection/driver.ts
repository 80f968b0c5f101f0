// Connections that return to the pool however their transaction ends. The ORM's query builder keeps a connection for
// good when `begin` or `rollback` fails, as it does when a server dies in mid-transaction; after as many failures as
// the pool has places, the process would wait for ever.
import type { Configuration } from '@mikro-orm/core';
import { PostgreSqlDriver, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { PreparingConnection } from './prepared-statements.ts';

type Dialect = ReturnType<typeof PostgreSqlConnection.prototype.createKyselyDialect>;
type QueryDriver = ReturnType<Dialect['createDriver']>;
type Taken = Awaited<ReturnType<QueryDriver['acquireConnection']>>;

/** Wraps the driver: a connection is released when its `begin` or `rollback` fails; the pool discards a broken one. */
function releasing(driver: QueryDriver): QueryDriver {
  const taken = new WeakSet<Taken>();
  const release = async (connection: Taken): Promise<void> => {
    if (taken.delete(connection)) await driver.releaseConnection(connection);
  };
  const releaseOnFailure = async (connection: Taken, step: Promise<void>): Promise<void> => {
    try {
      await step;
    } catch (error) {
      await release(connection);
      throw error;
    }
  };
  const same = <K extends 'savepoint' | 'rollbackToSavepoint' | 'releaseSavepoint'>(name: K) =>
    driver[name]?.bind(driver) as NonNullable<QueryDriver[K]>;
  return {
    init: (options) => driver.init(options),
    destroy: (options) => driver.destroy(options),
    acquireConnection: async (options) => {
      const connection = await driver.acquireConnection(options);
      taken.add(connection);
      return connection;
    },
    releaseConnection: release,
    beginTransaction: (connection, settings) =>
      releaseOnFailure(connection, driver.beginTransaction(connection, settings)),
    // a failed commit is followed by a rollback
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => releaseOnFailure(connection, driver.rollbackTransaction(connection)),
    savepoint: same('savepoint'),
    rollbackToSavepoint: same('rollbackToSavepoint'),
    releaseSavepoint: same('releaseSavepoint'),
  };
}

class ReleasingConnection extends PreparingConnection {
  override createKyselyDialect(overrides: object): Dialect {
    const dialect = super.createKyselyDialect(overrides);
    const createDriver = dialect.createDriver.bind(dialect);
    dialect.createDriver = () => releasing(createDriver());
    return dialect;
  }
}

/** The PostgreSQL driver with connections that are always released. */
export class ReleasingDriver extends PostgreSqlDriver {
  protected override readonly connection: ReleasingConnection;
  constructor(config: Configuration) {
    super(config);
    this.connection = new ReleasingConnection(config);
  }
}
