// Counts what goes to PostgreSQL, by the ORM's own log of statements.
import type { MikroORM } from '@mikro-orm/postgresql';

export interface Spending {
  statements: number;
  commits: number;
}

/**
 * Counts every statement of this ORM from now on, begin and commit too; outside of a transaction each write is a
 * commit. Claims of the idle outbox are left out.
 */
export function countSpending(orm: MikroORM, { inTransactions }: { inTransactions: boolean }): Spending {
  const spent: Spending = { statements: 0, commits: 0 };
  const logger = orm.config.getLogger();
  logger.setDebugMode(['query']);
  logger.logQuery = ({ query }) => {
    const text = (query ?? '').trim().toLowerCase();
    if (text.startsWith('with due')) return;
    spent.statements += 1;
    const commits = inTransactions
      ? text.startsWith('commit')
      : !text.startsWith('select') && !text.startsWith('begin');
    if (commits) spent.commits += 1;
  };
  return spent;
}
