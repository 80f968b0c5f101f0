// The version of the schema that this code needs, and the one that the database has.
import { hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { EntityManager } from '@mikro-orm/postgresql';
import { migrationsFolder } from '../connection/orm-config.ts';
import { readSchemaSql } from './install-functions.ts';

let ours: string | null = null;

/** A hash over the names of the migrations and the text of all functions, views and triggers; read once. */
const schemaVersion = (): string => (ours ??= readVersion());

function readVersion(): string {
  const { functions, views, triggers } = readSchemaSql();
  const texts = [...functions, ...views, ...triggers].map(({ text }) => text);
  return hash('sha256', JSON.stringify([readdirSync(migrationsFolder).toSorted(), texts]));
}

/** Writes down that the database has this code's schema; in the transaction that makes it so. */
export async function recordSchemaVersion(em: EntityManager): Promise<void> {
  await em.execute(
    `insert into installation (only_row, schema_version)
      values (true, ?)
      on conflict (only_row) do update set schema_version = excluded.schema_version`,
    [schemaVersion()],
  );
}

/** An undefined column, table or function, or a plan that no longer fits: code and schema are of two releases. */
const skewCodes = new Set(['42703', '42P01', '42883', '0A000']);

/** Says whether the error may come from a schema that is older or newer than the code. */
export function mayBeSkew(error: unknown): boolean {
  for (let e = error as { code?: unknown; cause?: unknown } | undefined; e; e = e.cause as typeof e)
    if (typeof e.code === 'string' && skewCodes.has(e.code)) return true;
  return false;
}

/** Says whether the database has another schema than this code needs; true as well when it cannot be read. */
export async function schemaDiffers(em: EntityManager): Promise<boolean> {
  const [row] = await em
    .execute<{ version: string }[]>('select schema_version as version from installation')
    .catch(() => []);
  return row?.version !== schemaVersion();
}
