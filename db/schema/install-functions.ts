// The SQL of the database: functions/*.sql, each followed by its triggers, and views/*.sql, one per file with the
// file's name. migrate.ts puts them into the database at each migrate. Functions come before the tables, because
// defaults of columns call them, with unchecked bodies, because they name tables that do not exist yet; a signature
// uses types of PostgreSQL only. Views and triggers come after the tables, and then all functions again, checked.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EntityManager } from '@mikro-orm/postgresql';

/** One `create or replace` and its file. */
export interface SqlStatement {
  file: string;
  text: string;
}
export interface SchemaSql {
  functions: SqlStatement[];
  views: SqlStatement[];
  triggers: SqlStatement[];
}

const here = fileURLToPath(new URL('.', import.meta.url));

/** Reads all files of functions/ and views/ in the folder; throws for a malformed file. */
export function readSchemaSql(folder = here): SchemaSql {
  const views = filesIn(join(folder, 'views')).map((file) => only(statementsOf(file), 'view', file));
  const functions: SqlStatement[] = [];
  const triggers: SqlStatement[] = [];
  for (const file of filesIn(join(folder, 'functions'))) {
    const [first, ...rest] = statementsOf(file);
    functions.push(only(first === undefined ? [] : [first], 'function', file));
    triggers.push(...rest.map((one) => only([one], 'trigger', file)));
  }
  return { functions, views, triggers };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => join(folder, name));

/** A statement begins at the start of a line; the comment before the first one is for readers. */
const statementsOf = (file: string): SqlStatement[] =>
  readFileSync(file, 'utf8')
    .split(/^(?=create )/m)
    .slice(1)
    .map((text) => ({ file, text: text.trim() }));

function only(statements: SqlStatement[], kind: 'function' | 'view' | 'trigger', file: string): SqlStatement {
  const [one, ...more] = statements;
  const name = kind === 'trigger' ? '' : `${basename(file, '.sql')}\\b`;
  if (one && more.length === 0 && new RegExp(`^create or replace ${kind} ${name}`).test(one.text)) return one;
  throw new Error(`${file} must have one "create or replace ${kind} …" of its own name here`);
}

/** Installs these functions, replacing those with the same signatures. */
export async function installFunctions(
  em: EntityManager,
  functions: SqlStatement[],
  bodies: 'CHECKED' | 'UNCHECKED',
): Promise<void> {
  await em.execute("select set_config('check_function_bodies', ?, true)", [bodies === 'CHECKED' ? 'on' : 'off']);
  for (const one of functions) await install(em, one);
}

/**
 * Installs these views and triggers. An unchanged one is left alone, because replacing it would lock it against running
 * orders.
 */
export async function installViewsAndTriggers(em: EntityManager, { views, triggers }: SchemaSql): Promise<void> {
  const installed = new Set((await installedViewsAndTriggers(em)).map(inOneSpelling));
  for (const one of [...views, ...triggers]) if (!installed.has(inOneSpelling(one.text))) await install(em, one);
}

/** The installed views and triggers, as PostgreSQL prints them. */
export async function installedViewsAndTriggers(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ text: string }[]>(
    `select 'create view ' || relname || ' as ' || pg_get_viewdef(oid, true) as text
      from pg_class
      where relkind = 'v' and relnamespace = current_schema()::regnamespace
      union all
      select pg_get_triggerdef(t.oid, true)
      from pg_trigger t
      join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace`,
  );
  return rows.map(({ text }) => text);
}

/** The text without differences in case and spacing outside quotes. */
export const inOneSpelling = (sql: string): string =>
  sql
    .split(/('[^']*')/)
    .map((part, i) => (i % 2 === 1 ? part : part.toLowerCase().replaceAll(/\s+/g, ' ')))
    .join('')
    .replace('create or replace ', 'create ')
    .replace(/;$/, '');

async function install(em: EntityManager, { file, text }: SqlStatement): Promise<void> {
  try {
    await em.execute(text);
  } catch (error) {
    throw new Error(`${file} cannot be installed: ${(error as Error).message}`, { cause: error });
  }
}
