// Whether a balancer sends requests to an api: with PostgreSQL, even without Temporal, and not while it is about to
// stop.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { checkReadiness } from '../../api/http/readiness.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
});
afterAll(async () => {
  await orm.close();
});

const away = '127.0.0.1:1';
const check = (address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '', database = orm) =>
  checkReadiness({ orm: database, connection: Connection.lazy({ address }), namespace: 'orders' });

test('ready with both servers', async () => {
  expect(await check().read()).toEqual({ ok: true, postgresql: true, temporal: true, draining: false });
});

test('ready without Temporal, and says so: orders are taken in and start later', async () => {
  expect(await check(away).read()).toMatchObject({ ok: true, temporal: false });
});

test('not ready without PostgreSQL', async () => {
  const absent = await openOrm('postgresql://nobody@127.0.0.1:1/none');
  expect(await check(undefined, absent).read()).toMatchObject({ ok: false, postgresql: false });
  await absent.close();
});

test('not ready from the wish to stop on, at once', async () => {
  const readiness = check();
  expect((await readiness.read()).ok).toBe(true);
  readiness.drain();
  expect(await readiness.read()).toMatchObject({ ok: false, postgresql: true, draining: true });
});
