// Inserts of any number of rows in one statement with one text: the ORM writes a parameter per value, so that every
// number of rows has another text and 65,535 values are the limit.
import { JsonType, type EntityName, type EntityProperty, type RequiredEntityData } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

interface Rows<Entity> {
  entity: EntityName<Entity>;
  rows: readonly RequiredEntityData<Entity>[];
}

/** Inserts rows, which all have the same properties. Throws when one of them exists. */
export const insertRows = <Entity extends object>(em: EntityManager, rows: Rows<Entity>): Promise<void> =>
  insert(em, rows, '');

/** Inserts the rows that do not exist yet; all rows have the same properties. */
export const insertMissing = <Entity extends object>(em: EntityManager, rows: Rows<Entity>): Promise<void> =>
  insert(em, rows, 'on conflict do nothing');

async function insert<Entity extends object>(
  em: EntityManager,
  { entity, rows }: Rows<Entity>,
  onConflict: string,
): Promise<void> {
  const { tableName, props } = em.getMetadata(entity);
  const [first] = rows;
  if (!first) return;
  const given = props.filter(({ name }) => name in first);
  const columns = given.map(({ fieldNames }) => `"${fieldNames[0] ?? ''}"`).join(', ');
  const values = rows.map((row) => {
    const named = new Map<string, unknown>(Object.entries(row));
    return Object.fromEntries(given.map((prop) => [prop.fieldNames[0], stored(em, prop, named.get(prop.name))]));
  });
  await em.execute(
    `insert into "${tableName}" (${columns})
      select ${columns}
      from jsonb_populate_recordset(null::"${tableName}", ?::jsonb)
      ${onConflict}`,
    [JSON.stringify(values)],
  );
}

/** A value in its database form; JSON inside a row stays JSON. */
const stored = (em: EntityManager, { customType }: EntityProperty, value: unknown): unknown =>
  !customType || customType instanceof JsonType || value === null
    ? value
    : customType.convertToDatabaseValue(value, em.getPlatform());
