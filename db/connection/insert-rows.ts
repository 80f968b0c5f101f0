// Rows of an entity, as many as there are, in one statement of one text: the ORM would write a parameter for each
// value, which makes another text of each number of rows and ends at 65,535 of them.
import type { EntityMetadata, EntityName, RequiredEntityData } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Inserts rows; all of them name the same properties. Throws when one is there already. */
export const insertRows = <Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  rows: readonly RequiredEntityData<Entity>[],
): Promise<void> => insert(em, em.getMetadata(entity), { rows, onConflict: '' });

/** Inserts those rows that are not there; all of them name the same properties. */
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
