// scripts/migrate.ts on a real database: without a demo unless it is asked for, and never with keys that everybody
// knows where others could use them.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { serveApi } from '../../api/serve.ts';
import { hashKey } from '../../auth/api-key.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { demoKeys } from '../../db/seed/demo-retailer.ts';
import type { SeedKey } from '../../db/seed/retailer.ts';
import { holderOf, revokeKey, usableAmong } from '../../db/setup/api-keys.ts';
import { freshDatabase } from '../support/whole-system.ts';

const script = fileURLToPath(new URL('../../scripts/migrate.ts', import.meta.url));
let url: string, orm: MikroORM, directory: string;
beforeAll(async () => {
  url = await freshDatabase();
  orm = await openOrm(url);
  directory = mkdtempSync(join(tmpdir(), 'baton-migrate-'));
});
afterAll(async () => {
  await orm.close();
  rmSync(directory, { recursive: true, force: true });
});

const keysFile = () => join(directory, 'demo-keys.json');
const migrate = (args: string[], more: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...process.env, DATABASE_URL: url, DATA_DIR: directory, ...more },
  });
const written = () => JSON.parse(readFileSync(keysFile(), 'utf8')) as SeedKey[];
const known = demoKeys().map(({ key }) => hashKey(key));
async function count(): Promise<number | undefined> {
  const [row] = await orm.em.fork().execute<{ n: number }[]>('select count(*)::int as n from api_key');
  return row?.n;
}

/** Starts the API as its main does and stops it; the sentence with which it does not start. */
async function serving(HOST: string, NODE_ENV?: string): Promise<string> {
  try {
    const api = await serveApi({
      ...{ HOST, NODE_ENV, PORT: 0, DATABASE_URL: url, LOG_LEVEL: 'silent' },
      ...{ TEMPORAL_ADDRESS: '127.0.0.1:1', TEMPORAL_NAMESPACE: 'orders', RATE_LIMIT_PER_MINUTE: 9 },
      ...{ MOST_WAITING_ORDERS: 9, PICKUP_PEPPER: 'a pepper of a test', PICKUP_KEY_ID: 'k1' },
      CARRIER_WEBHOOK_SECRET: `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`,
    });
    await api.stop();
    return 'it served';
  } catch (error) {
    return (error as Error).message;
  }
}

test('a plain migration makes no key and no retailer, however often it runs', async () => {
  for (let twice = 0; twice < 2; twice++) await migrate([]);
  expect([await count(), existsSync(keysFile())]).toEqual([0, false]);
  expect(await orm.em.fork().execute('select * from channel')).toEqual([]);
});

test('a demo in production has keys of its own, which stay as long as their file, and the API starts', async () => {
  for (let twice = 0; twice < 2; twice++) await migrate(['--demo'], { NODE_ENV: 'production' });
  const rights = ({ role, scope }: SeedKey) => [role, scope];
  expect(written().map(rights)).toEqual(demoKeys().map(rights));
  expect(await count()).toBe(demoKeys().length);
  expect(await usableAmong(orm.em.fork(), known)).toEqual([]);
  for (const { key, role, scope } of written().slice(0, 3))
    expect(await holderOf(orm.em.fork(), hashKey(key))).toMatchObject({ role, scope, state: 'USABLE' });
  expect(await serving('0.0.0.0', 'production')).toBe('it served');
});

test('a demo for trying has the keys that everybody knows; only the owner reads their file', async () => {
  chmodSync(keysFile(), 0o644);
  await migrate(['--demo']);
  expect(written()).toEqual(demoKeys());
  expect(statSync(keysFile()).mode & 0o777).toBe(0o600);
  expect((await usableAmong(orm.em.fork(), known)).length).toBe(known.length);
});

test('with keys that everybody knows an API serves this machine only, until they are revoked', async () => {
  for (const [host, environment] of [
    ['0.0.0.0', undefined],
    ['::', undefined],
    ['192.0.2.1', undefined],
    ['127.0.0.1', 'production'],
  ] as const)
    expect(await serving(host, environment)).toMatch(
      /keys of the demo .*everybody knows.*npm run key -- revoke --demo/,
    );
  for (const host of ['127.0.0.1', 'localhost', '::1']) expect(await serving(host)).toBe('it served');
  for (const id of await usableAmong(orm.em.fork(), known)) await revokeKey(orm.em.fork(), { id, evenLast: true });
  expect(await serving('127.0.0.1', 'production')).toBe('it served');
  await migrate(['--demo']); // seeded again, they stay revoked
  expect(await serving('0.0.0.0')).toBe('it served');
});
