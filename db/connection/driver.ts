// Connections that are given back however their transaction ends. The query builder under the ORM keeps one for ever
// when `begin` or `rollback` fails, as they do when a server dies in mid-transaction: after as many failures as the
// pool has places, the process would wait for ever.
import type { Configuration } from '@mikro-orm/core';
import { PostgreSqlDriver, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { PreparingConnection } from './prepared-statements.ts';

type Dialect = ReturnType<typeof PostgreSqlConnection.prototype.createKyselyDialect>;
type QueryDriver = ReturnType<Dialect['createDriver']>;
type Taken = Awaited<ReturnType<QueryDriver['acquireConnection']>>;

/**
 * The same driver, but who cannot begin or roll back has given the connection back; the pool throws a broken one away.
 */
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
    commitTransaction: (connection) => driver.commitTransaction(connection), // when it fails, a rollback follows
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

/** PostgreSQL over connections that are always given back. */
export class ReleasingDriver extends PostgreSqlDriver {
  protected override readonly connection: ReleasingConnection;
  constructor(config: Configuration) {
    super(config);
    this.connection = new ReleasingConnection(config);
  }
}
