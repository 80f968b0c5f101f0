import { raw, type Raw } from '@mikro-orm/core';

/**
 * For a condition of the ORM: the column has one of these values. The list is one parameter, while `$in` makes another
 * statement of each length; PostgreSQL still uses an index.
 */
export const anyOf = (values: readonly string[]): Raw =>
  raw('any(array(select jsonb_array_elements_text(?::jsonb)))', [JSON.stringify(values)]);
