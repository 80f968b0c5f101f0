// A migration under running workers: what the old code misses is "not yet" while the schema is not its own, and a bug
// when it is.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import { classifyErrors } from '../../activities/failures.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
});
afterAll(async () => {
  await orm.close();
});

const sql = (text: string): Promise<unknown> => orm.em.fork().execute(text);
const failureOf = (text: string): Promise<unknown> =>
  classifyErrors({ orm }, () => sql(text)).then(
    () => null,
    (error: unknown) => error,
  );
const skewed: [string, string][] = [
  ['a column that was renamed', 'select no_such_column from orders'],
  ['a table that was dropped', 'select * from no_such_table'],
  ['a function of another signature', 'select read_order(1)'],
];

test.each(skewed)('with the schema of this code %s is a bug: the order is parked', async (_, text) => {
  expect(await failureOf(text)).toBeInstanceOf(ApplicationFailure);
});

test.each(skewed)('with the schema of another release %s is asked for again', async (_, text) => {
  await sql("update installation set schema_version = 'of another release'");
  const failure = await failureOf(text);
  expect(failure).not.toBeInstanceOf(ApplicationFailure);
  expect((failure as Error).message).toMatch(/^not yet: /);
  expect(await failureOf('select 1 / 0')).toBeInstanceOf(ApplicationFailure);
});
