// The regions of read_order.sql and write_order.sql that follow from tables.ts. `npm run schema` writes them; a test
// fails when they are outdated.
import { fixedColumns, orderCodec } from './order-row.ts';
import { partNames, partTables } from './tables.ts';

const width = 120;

/** Words as comma-separated lines of at most 120 columns, each indented. */
function filled(words: readonly string[], indent: number): string {
  const lines: string[] = [];
  for (const [i, word] of words.entries()) {
    const text = i < words.length - 1 ? `${word},` : word;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= width) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(' '.repeat(indent) + text);
  }
  return lines.join('\n');
}

const quoted = (column: string): string => (column === 'order' ? `"${column}"` : column);

const orderOf = (): string =>
  filled(
    orderCodec.columns.map((column) => `o.${quoted(column)}`),
    10,
  );

const partsOf = (): string =>
  partNames
    .map((name) => {
      const { table, order, codec } = partTables[name];
      const columns = filled(
        codec.columns.map((column) => `p.${quoted(column)}`),
        12,
      );
      return `        '${name}', (
          select json_agg(
            json_build_array(
${columns}
            )
            order by ${order}
          )
          from ${table} p
          where p.order_id = wanted
        )`;
    })
    .join(',\n');

const movingColumns = orderCodec.columns.filter((column) => !fixedColumns.has(column));

const orderWrite = (): string => `    update orders o
    set (
${filled(movingColumns, 6)}
    ) = (
      select
${filled(
  movingColumns.map((column) => `r.${column}`),
  8,
)}
      from jsonb_populate_record(null::orders, w -> 'order') r
    ),
      workflow_started_at = coalesce(o.workflow_started_at, now()) -- a message comes from a workflow
    where o.id = wanted
      and o.version = expected;`;

const partWrites = (): string =>
  partNames
    .map((name) => {
      const { table, codec } = partTables[name];
      const { columns } = codec;
      const values = columns.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`);
      return `  if w -> 'parts' ? '${name}' then
    insert into ${table} (
      order_id,
${filled(columns, 6)}
    )
    select wanted,
${filled(
  columns.map((column) => `r.${column}`),
  6,
)}
    from jsonb_populate_recordset(null::${table}, w -> 'parts' -> '${name}') r
    on conflict (order_id, id)
    do update set
${filled(values, 6)};
  end if;`;
    })
    .join('\n');

const regions: Record<string, () => string> = {
  'columns of the order': orderOf,
  'parts of the order': partsOf,
  'the order': orderWrite,
  'its parts': partWrites,
};

/** The text of a function with its regions generated from tables.ts; `-- {{ name` … `-- }}` mark a region. */
export const withGeneratedRegions = (text: string): string =>
  text.replaceAll(/(?<=^ *-- \{\{ (.+)\n)[^]*?(?=^ *-- \}\}$)/gm, (_, name: string) => {
    const region = regions[name];
    if (!region) throw new Error(`no generated region is named ${name}`);
    return `${region()}\n`;
  });
