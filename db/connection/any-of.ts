import { raw, type Raw } from '@mikro-orm/core';

/**
 * For SQL: one of the values of a JSON list, which is one parameter. As an array it is expected to be short, so that
 * PostgreSQL uses an index; `in (select …)` would read a table of some ten thousand rows whole.
 */
export const anyOfList = 'any(array(select jsonb_array_elements_text(?::jsonb)))';

/** The same for ids of orders. */
export const anyOfIds = 'any(array(select jsonb_array_elements_text(?::jsonb)::uuid))';

/**
 * For a condition of the ORM: the column has one of these values. The list is one parameter, while `$in` makes another
 * statement of each length.
 */
export const anyOf = (values: readonly string[]): Raw => raw(anyOfList, [JSON.stringify(values)]);
