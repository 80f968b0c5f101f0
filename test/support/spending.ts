// What goes to PostgreSQL, counted: round trips on the wire, and transactions that wrote, by their transaction id.
import type { MikroORM } from '@mikro-orm/postgresql';

export interface Spending {
  /** Calls of the database that wait for an answer, begin and commit among them. */
  roundTrips: number;
  /** Transactions to which PostgreSQL gave an id, because they wrote or locked something. */
  writes: number;
}

const writesNow = 'select pg_current_xact_id_if_assigned() is not null as writes';

/**
 * Counts from now on what this ORM asks of the database. A statement outside of a transaction is run inside one of the
 * meter's own, to learn whether it wrote; that is not counted. The idle outbox's claims are left out.
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
