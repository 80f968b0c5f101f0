import type { ApiDeps } from './deps.ts';
import { Problem } from './problems.ts';

/** Throws VALIDATION with the field's pointer when a referenced row does not exist. */
export async function requireExisting(
  deps: ApiDeps,
  {
    table,
    column,
    value,
    pointer,
  }: { table: 'routing_profile' | 'party'; column: string; value: unknown; pointer: string },
): Promise<void> {
  const rows = await deps.orm.em
    .fork()
    .execute<unknown[]>(
      `select 1 from ${table} where ${column} = ?${table === 'routing_profile' ? ' and archived_at is null' : ''}`,
      [value],
    );
  if (rows.length === 0)
    throw new Problem('VALIDATION', `${pointer} refers to a row that does not exist`, {
      errors: [{ pointer, detail: 'unknown' }],
    });
}
