// Rows and plain objects: snake_case ⇔ camelCase, timestamptz ⇔ milliseconds. By convention an instant's name ends in `At`.

const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const camel = (key: string): string => key.replaceAll(/_([a-z])/g, (_, c: string) => c.toUpperCase());
export type Row = Record<string, unknown>;

/** An object as its table's row; json columns keep their inside as it is. */
export function toRow(object: object): Row {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [snake(key), key.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : (value as unknown)]));
}

/** A row, as JSON from PostgreSQL, as the object it was made from. */
export function fromRow<T>(row: Row): T {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [camel(key), key.endsWith('_at') && typeof value === 'string' ? Date.parse(value) : value])) as T;
}

/** One table's part of a write. A row that exists under `key` is overwritten, in the columns of `only` if given. */
export interface Write { table: string; rows: Row[]; key?: string[]; only?: string[] }

/**
 * Common table expressions that write everything, to be put behind a first one in ONE statement, whatever the number of tables and rows.
 * `guard` is the condition under which they write at all; it may name the first expression.
 */
export function writeExpressions(writes: Write[], guard = 'true'): { sql: string; parameters: string[] } {
  const some = writes.filter((w) => w.rows.length > 0);
  const parts = some.map(({ table, rows, key, only }, i) => {
    const columns = columnsOf(rows);
    return `, w${i} as (insert into "${table}" (${columns}) select ${columns} from jsonb_populate_recordset(null::"${table}", ?::jsonb) r where ${guard}${overwrite(rows[0] as Row, key, only)})`;
  });
  return { sql: parts.join(''), parameters: some.map((w) => JSON.stringify(w.rows)) };
}

/** The columns of some rows, quoted, for a list in SQL; all rows have the same. */
export const columnsOf = (rows: Row[]): string => Object.keys(rows[0] as Row).map((c) => `"${c}"`).join(', ');

function overwrite(row: Row, key?: string[], only?: string[]): string {
  if (!key) return '';
  const set = (only ?? Object.keys(row)).filter((c) => !key.includes(c)).map((c) => `"${c}" = excluded."${c}"`);
  return ` on conflict (${key.map((c) => `"${c}"`).join(', ')}) do update set ${set.join(', ')}`;
}
