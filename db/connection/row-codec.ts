// Plain objects as rows: camelCase as snake_case, milliseconds as timestamptz. The name of an instant ends in `At`.

/** Caches the translation of a name; there are only as many names as columns. */
function memoized(translate: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    let name = known.get(key);
    if (name === undefined) known.set(key, (name = translate(key)));
    return name;
  };
}

/** The column name of a property: its name in snake case. */
export const columnOf = memoized((key) => key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
export type Row = Record<string, unknown>;

/** An object as a row of its table; json columns stay unchanged inside. */
export function toRow(object: object): Row {
  const row: Row = {};
  for (const [key, value] of Object.entries(object) as [string, unknown][])
    row[columnOf(key)] = typeof value === 'number' && key.endsWith('At') ? new Date(value).toISOString() : value;
  return row;
}

/**
 * The rows of one table in a write. With `key`, an existing row is overwritten, or only its columns in `updateOnly`.
 */
export interface Write {
  table: string;
  rows: Row[];
  key?: string[];
  updateOnly?: string[];
}

/**
 * Common table expressions that write all tables in ONE statement, to be appended to a first expression. `guard` is the
 * condition of every write; it may refer to the first expression.
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

/** The quoted column list of some rows, which all have the same columns. */
export const columnsOf = (rows: Row[]): string =>
  Object.keys(rows[0] as Row)
    .map((c) => `"${c}"`)
    .join(', ');

function overwrite(row: Row, key?: string[], only?: string[]): string {
  if (!key) return '';
  const set = (only ?? Object.keys(row)).filter((c) => !key.includes(c)).map((c) => `"${c}" = excluded."${c}"`);
  return ` on conflict (${key.map((c) => `"${c}"`).join(', ')}) do update set ${set.join(', ')}`;
}
