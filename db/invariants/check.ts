// What a check of the invariants is. Source: domain.md §4. All of them only read, and hold at every instant between two
// transactions.
import type { EntityManager } from '@mikro-orm/postgresql';

export type Invariant = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`;
/** `subject` names the rows by their ids; an order's part has the short id of domain/order/ids.ts. */
export interface Violation {
  invariant: Invariant;
  subject: Record<string, string | number>;
  detail: string;
}
/** What one check found in how many rows. */
export interface CheckResult {
  invariant: Invariant;
  rows: number;
  of: string;
  violations: Violation[];
}

/** An order as a client saw it accepted. */
export interface AcceptedOrder {
  channel: string;
  number: string;
  hash: string;
}
/**
 * What the check asks Temporal; `listRunning` gives the ids of all running order workflows and may lag behind,
 * `isRunning` may not.
 */
export interface WorkflowLookup {
  isRunning: (workflowId: string) => Promise<boolean>;
  listRunning: () => AsyncIterable<string>;
}

export interface CheckOptions {
  /** Every order that a client saw accepted (I5). */
  accepted?: AsyncIterable<AcceptedOrder> | Iterable<AcceptedOrder>;
  temporal?: WorkflowLookup;
  /** Nothing is under way any more: all write-backs are through or parked. Default false. */
  settled?: boolean;
  /** A worker runs, so nothing may be overdue. Default true. */
  workerRuns?: boolean;
}

/** Looks at the database and says what is wrong; null when the options leave nothing to check. */
export type Check = (em: EntityManager, options: CheckOptions) => Promise<CheckResult | null>;

/** One statement that finds rows `subject` (jsonb) and `detail`. `when` false leaves it out. */
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

/** Of one kind of violation no more than these are reported: who has a thousand needs no more. */
export const mostPerFinding = 1000;

/** A check that PostgreSQL does by itself, whatever the size of the tables: only violations leave it. */
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

/** Words as a list for SQL's `in`; only for our own constants. */
export const sqlList = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
