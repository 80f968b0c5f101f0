// Prepared statements on a real database.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { raw } from '@mikro-orm/core';
import { openOrm } from '../../db/connection/orm.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase(), { max: 1, statementTimeoutMs: 5000, lockTimeoutMs: 1000 });
});
afterAll(async () => {
  await orm.close();
});

const ask = (sql: string, parameters: unknown[] = []) =>
  orm.em.fork().execute<Record<string, unknown>[]>(sql, parameters);
const preparedTexts = async (like: string) =>
  ask(
    `select statement, (generic_plans + custom_plans)::int as runs
      from pg_prepared_statements
      where statement like '%${like}%'`,
  );

test('a statement is parsed once per connection, whatever its parameters, also inside transactions', async () => {
  for (const n of [1, 2, 3]) expect(await ask('select ?::int + 1 as once', [n])).toEqual([{ once: n + 1 }]);
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select ?::int + 1 as once', [4]);
  });
  expect(await preparedTexts('as once')).toEqual([{ statement: 'select $1::int + 1 as once', runs: 4 }]);
});

test('a parameter is never read as SQL, whatever it holds', async () => {
  for (const text of ["'; drop table orders; --", '$1 ? \\? ??', 'ü 漢 😀', '\\', ''])
    expect(await ask('select ?::text as text', [text])).toEqual([{ text }]);
  expect(await ask('select ?::text as text', [null])).toEqual([{ text: null }]);
  expect(await ask('select \'{"a": 1}\'::jsonb \\? ?::text as has', ['a'])).toEqual([{ has: true }]);
});

test('a fragment of SQL among the parameters becomes part of the text, and its own parameters travel', async () => {
  const both = (n: number) => ask('select ? as fragment, ?::int as n', [raw('1 + ?::int', [n]), n]);
  for (const n of [1, 2]) expect(await both(n)).toEqual([{ fragment: n + 1, n }]);
  expect(await preparedTexts('as fragment')).toEqual([
    { statement: 'select 1 + $1::int as fragment, $2::int as n', runs: 2 },
  ]);
});

test('what is not a plain value goes as the ORM writes it', async () => {
  expect(
    await ask('select count(*)::int as n from orders where received_at > ? or id in (?)', [
      new Date(0),
      ['019a0000-0000-7000-8000-000000000000'],
    ]),
  ).toEqual([{ n: 0 }]);
  expect(await preparedTexts('received_at >')).toEqual([]);
});

test('a statement that fails can be asked again', async () => {
  await expect(ask('select 1 / ?::int as quotient', [0])).rejects.toThrow('division by zero');
  expect(await ask('select 1 / ?::int as quotient', [1])).toEqual([{ quotient: 1 }]);
});
