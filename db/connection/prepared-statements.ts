// Prepared statements: parameters travel beside the text, and PostgreSQL parses and plans each text once per
// connection. The ORM alone writes the parameters into the text, which makes every statement a new one.
import { isRaw } from '@mikro-orm/core';
import { PostgreSqlConnection } from '@mikro-orm/postgresql';
import { hash } from 'node:crypto';
import { CompiledQuery } from 'kysely';

/** The form in which `pg` takes a named statement; a connection prepares each name once. */
interface Statement {
  text: string;
  name?: string;
}

type Scalar = string | number | bigint | boolean | null;
const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

/** The limit of named statements: every connection keeps each of them, in this process and in the server. */
const mostNames = 500;
const statements = new Map<string, Statement>();

/** The text with `$1`, `$2` … in place of the ORM's `?` (and `?` in place of `\?`). */
function numbered(sql: string): string {
  let n = 0;
  return sql.replaceAll(/\\\?|\?/g, (mark) => (mark === '?' ? `$${(n += 1)}` : '?'));
}

function statementOf(sql: string): Statement {
  const known = statements.get(sql);
  if (known) return known;
  const text = numbered(sql);
  if (statements.size >= mostNames) return { text };
  const statement = { text, name: hash('sha1', text) };
  statements.set(sql, statement);
  return statement;
}

/** The text with the SQL fragments that the ORM gives as parameters put in, and the remaining parameters. */
function unfold(query: string, params: readonly unknown[]): { text: string; values: unknown[] } {
  const left = [...params];
  const values: unknown[] = [];
  const text = query.replaceAll(/\\\?|\?/g, (mark) => {
    if (mark !== '?') return mark;
    const value = left.shift();
    if (!isRaw(value)) {
      values.push(value);
      return mark;
    }
    const fragment = unfold(value.sql, value.params);
    values.push(...fragment.values);
    return fragment.text;
  });
  return { text, values };
}

type Execute = PostgreSqlConnection['execute'];

/** Sends statements with scalar parameters as prepared ones; all others go the ORM's way. */
export class PreparingConnection extends PostgreSqlConnection {
  override async execute<T extends Awaited<ReturnType<Execute>>>(
    ...[query, params = [], method = 'all', ctx, loggerContext]: Parameters<Execute>
  ): Promise<T> {
    const asTheOrmDoes = (): Promise<T> => super.execute<T>(query, params, method, ctx, loggerContext);
    if (typeof query !== 'string' || !Array.isArray(params) || params.length === 0) return asTheOrmDoes();
    const { text, values } = params.some(isRaw) ? unfold(query, params) : { text: query, values: params };
    if (text.includes('??') || !values.every(isScalar)) return asTheOrmDoes();
    await this.ensureConnection();
    // Kysely passes `sql` to `pg` unchanged, and `pg` accepts a named statement there
    const compiled = { ...CompiledQuery.raw('', values), sql: { ...statementOf(text) } as unknown as string };
    return this.executeQuery(
      query,
      async () => this.transformRawResult<T>(await (ctx ?? this.getClient()).executeQuery(compiled), method),
      { query, params },
    );
  }
}
