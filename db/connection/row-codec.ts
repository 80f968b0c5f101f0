// Rows and plain objects: snake_case ⇔ camelCase, timestamptz ⇔ milliseconds. By convention an instant's name ends in
// `At`.

/** Remembers what was asked before: there are only as many names as columns. */
function memoized(translate: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    let name = known.get(key);
    if (name === undefined) known.set(key, (name = translate(key)));
    return name;
  };
}

/** The column of a property: its name in snake case. */
export const columnOf = memoized((key) => key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
const camel = memoized((key) => key.replaceAll(/_([a-z])/g, (_, c: string) => c.toUpperCase()));
export type Row = Record<string, unknown>;

/** An object as its table's row; json columns keep their inside as it is. */
export function toRow(object: object): Row {
  const row: Row = {};
  for (const [key, value] of Object.entries(object) as [string, unknown][])
    row[columnOf(key)] = typeof value === 'number' && key.endsWith('At') ? new Date(value).toISOString() : value;
  return row;
}

/** A row, as JSON from PostgreSQL, as the object it was made from. */
export function fromRow<T>(row: Row): T {
  const object: Row = {};
  for (const [key, value] of Object.entries(row))
    object[camel(key)] = typeof value === 'string' && key.endsWith('_at') ? Date.parse(value) : value;
  return object as T;
}

/** One table's part of a write. A row that exists under `key` is overwritten, in the columns of `only` if given. */
export interface Write {
  table: string;
  rows: Row[];
  key?: string[];
  updateOnly?: string[];
}

/**
 * Common table expressions that write everything, to be put behind a first one in ONE statement, whatever the number of
 * tables and rows. `guard` is the condition under which they write at all; it may name the first expression.
 */
export function writeCtes(writes: Write[], guard = 'true'): { sql: string; parameters: string[] } {
  const some = writes.filter((w) => w.rows.length > 0);
  const parts = some.map(({ table, rows, key, updateOnly }, i) => {
    const columns = columnsOf(rows);
    return `,
        w${i} as (
          insert into "${table}" (${columns})
          select ${columns}
          from jsonb_populate_recordset(null::"${table}", ?::jsonb) r
          where ${guard}${overwrite(rows[0] as Row, key, updateOnly)}
        )`;
  });
  return { sql: parts.join(''), parameters: some.map((w) => JSON.stringify(w.rows)) };
}

/** The columns of some rows, quoted, for a list in SQL; all rows have the same. */
export const columnsOf = (rows: Row[]): string =>
  Object.keys(rows[0] as Row)
    .map((c) => `"${c}"`)
    .join(', ');

function overwrite(row: Row, key?: string[], only?: string[]): string {
  if (!key) return '';
  const set = (only ?? Object.keys(row)).filter((c) => !key.includes(c)).map((c) => `"${c}" = excluded."${c}"`);
  return ` on conflict (${key.map((c) => `"${c}"`).join(', ')}) do update set ${set.join(', ')}`;
}
