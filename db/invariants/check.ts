// Checks of the invariants. They only read, and hold at every instant between two transactions.
import type { EntityManager } from '@mikro-orm/postgresql';

export type Invariant = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`;
/** `subject` names the rows by their ids; a part of an order by the short id of domain/order/ids.ts. */
export interface Violation {
  invariant: Invariant;
  subject: Record<string, string | number>;
  detail: string;
}
/** The result of one check over a number of rows. */
export interface CheckResult {
  invariant: Invariant;
  rows: number;
  of: string;
  violations: Violation[];
}

/** An order that a client saw accepted. */
export interface AcceptedOrder {
  channel: string;
  number: string;
  hash: string;
}
/**
 * The check's access to Temporal; `listRunning` yields the ids of all running order workflows and may lag behind,
 * `isRunning` may not.
 */
export interface WorkflowLookup {
  isRunning: (workflowId: string) => Promise<boolean>;
  listRunning: () => AsyncIterable<string>;
}

export interface CheckOptions {
  /** The orders that a client saw accepted (I5). */
  accepted?: AsyncIterable<AcceptedOrder> | Iterable<AcceptedOrder>;
  temporal?: WorkflowLookup;
  /** Nothing is under way any more: all write-backs are sent or parked. Default false. */
  settled?: boolean;
  /** A worker runs, so that nothing may be overdue. Default true. */
  workerRuns?: boolean;
}

/** Checks the database; null when the options leave nothing to check. */
export type Check = (em: EntityManager, options: CheckOptions) => Promise<CheckResult | null>;

/** A statement that selects violations as `subject` (jsonb) and `detail`; `when` returns false to skip it. */
export interface ViolationQuery {
  sql: string;
  parameters?: string[];
  when?: (options: CheckOptions) => boolean;
}
export interface SqlCheck {
  invariant: Invariant;
  of: string;
  count: string;
  find: ViolationQuery[];
}

/** The limit of reported violations per statement. */
export const mostPerFinding = 1000;

/** Builds a check that PostgreSQL runs by itself, whatever the size of the tables: only violations are returned. */
export function sqlCheck({ invariant, of, count, find }: SqlCheck): Check {
  return async (em, options) => {
    const [counted] = await em.execute<{ rows: number }[]>(`select (${count})::float8 as rows`);
    const violations: Violation[] = [];
    for (const { sql, parameters = [], when } of find) {
      if (when && !when(options)) continue;
      const rows = await em.execute<Omit<Violation, 'invariant'>[]>(
        `select subject, detail from (${sql}) found limit ${mostPerFinding}`,
        parameters,
      );
      violations.push(...rows.map(({ subject, detail }) => ({ invariant, subject, detail })));
    }
    return { invariant, rows: counted?.rows ?? 0, of, violations };
  };
}

/** Words as a list for SQL's `in`; for our own constants only. */
export const sqlList = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
