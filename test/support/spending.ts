// Counts the use of PostgreSQL: round trips on the wire, and transactions that wrote, by their transaction id.
import type { MikroORM } from '@mikro-orm/postgresql';

export interface Spending {
  /** Calls to the database that wait for an answer, including begin and commit. */
  roundTrips: number;
  /** Transactions that got an id from PostgreSQL, because they wrote or locked something. */
  writes: number;
}

const writesNow = 'select pg_current_xact_id_if_assigned() is not null as writes';

/**
 * Counts this ORM's use of the database from now on. A statement outside a transaction runs inside one of the counter's
 * own, which tells whether it wrote and is not counted itself. Claims of the idle outbox are left out.
 */
export function countSpending(orm: MikroORM): Spending {
  const spent: Spending = { roundTrips: 0, writes: 0 };
  const connection = orm.em.getConnection();
  const [execute, begin, commit, rollback] = [
    connection.execute.bind(connection),
    connection.begin.bind(connection),
    connection.commit.bind(connection),
    connection.rollback.bind(connection),
  ];
  type Ctx = Awaited<ReturnType<typeof begin>>;
  const countWrite = async (ctx: Ctx): Promise<void> => {
    const rows = await execute<{ writes: boolean }[]>(writesNow, [], 'all', ctx);
    if (rows[0]?.writes) spent.writes += 1;
  };
  connection.execute = (async (query, params, method, ctx, context) => {
    if (typeof query === 'string' && query.trim().startsWith('with due'))
      return execute(query, params, method, ctx, context);
    spent.roundTrips += 1;
    if (ctx) return execute(query, params, method, ctx, context);
    const own = await begin();
    try {
      const result = await execute(query, params, method, own, context);
      await countWrite(own);
      await commit(own);
      return result;
    } catch (error) {
      await rollback(own);
      throw error;
    }
  }) as typeof connection.execute;
  connection.begin = (options) => {
    spent.roundTrips += 1;
    return begin(options);
  };
  connection.commit = async (ctx, ...rest) => {
    spent.roundTrips += 1;
    await countWrite(ctx);
    return commit(ctx, ...rest);
  };
  return spent;
}
