// Inserts of any number of rows in one statement with one text: the ORM writes a parameter per value, so that every
// number of rows has another text and 65,535 values are the limit.
import type { EntityMetadata, EntityName, RequiredEntityData } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Inserts rows, which all have the same properties. Throws when one of them exists. */
export const insertRows = <Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  rows: readonly RequiredEntityData<Entity>[],
): Promise<void> => insert(em, em.getMetadata(entity), { rows, onConflict: '' });

/** Inserts the rows that do not exist yet; all rows have the same properties. */
export const insertMissing = <Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  rows: readonly RequiredEntityData<Entity>[],
): Promise<void> => insert(em, em.getMetadata(entity), { rows, onConflict: 'on conflict do nothing' });

async function insert<Entity extends object>(
  em: EntityManager,
  { tableName, props }: EntityMetadata<Entity>,
  { rows, onConflict }: { rows: readonly object[]; onConflict: string },
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columnOf = new Map<string, string>(props.map(({ name, fieldNames }) => [name, fieldNames[0] ?? name]));
  const named = (row: object): object =>
    Object.fromEntries(Object.entries(row).map(([name, value]: [string, unknown]) => [columnOf.get(name), value]));
  const columns = Object.keys(named(first))
    .map((column) => `"${column}"`)
    .join(', ');
  await em.execute(
    `insert into "${tableName}" (${columns})
      select ${columns}
      from jsonb_populate_recordset(null::"${tableName}", ?::jsonb)
      ${onConflict}`,
    [JSON.stringify(rows.map(named))],
  );
}
