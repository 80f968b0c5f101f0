// npm run key as an operator uses it at the installation: on a real database, by its output and its exit code.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { hashKey, scopes } from '../../auth/api-key.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { demoKeys, seedDemoRetailer } from '../../db/seed/demo-retailer.ts';
import { holderOf } from '../../db/setup/api-keys.ts';
import { testRetailer } from '../support/retailer.ts';
import { freshDatabase } from '../support/whole-system.ts';

const script = fileURLToPath(new URL('../../scripts/key.ts', import.meta.url));
let url: string, orm: MikroORM;
beforeAll(async () => {
  url = await freshDatabase();
  orm = await openOrm(url);
  await seedRetailer(orm, { ...testRetailer(), keys: [] });
});
afterAll(async () => {
  await orm.close();
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}
const key = (...args: string[]): Promise<Outcome> =>
  new Promise((done) => {
    execFile(process.execPath, [script, ...args], { env: { ...process.env, DATABASE_URL: url } }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
const stored = (clear: string) => holderOf(orm.em.fork(), hashKey(clear.trim()));
const till = ['create', '--role', 'location', '--scope', 'near', '--name', 'till 1'];
const first = ['create', '--first', '--role', 'operator', '--name', 'first', '--scopes', 'all'];

test('the first key has every scope, comes once, and is alone on stdout', async () => {
  const { code, out, err } = await key(...first);
  expect([code, out]).toEqual([0, expect.stringMatching(/^bat_[0-9a-f]{12}_[0-9a-f]{64}\n$/)]);
  expect(err).toMatch(/^Key [0-9a-f]{12}, operator support,stock,.* "first", until \d{4}-\d\d-\d\d/);
  expect(await stored(out)).toMatchObject({ role: 'operator', scopes, createdBy: 'command' });
  expect(await key(...first)).toMatchObject({ code: 0, out: '' });
});

test('a store, a channel and a carrier each get a key of their own', async () => {
  for (const [role, scope] of [
    ['location', 'near'],
    ['channel', 'shop'],
    ['carrier', 'sandbox'],
  ] as const) {
    const { out } = await key('create', '--role', role, '--scope', scope, '--name', 'a', '--days', '30');
    expect(await stored(out)).toMatchObject({ role, scope, scopes: null, state: 'USABLE' });
  }
});

describe('what is wrong is named, with the way out, and nothing is made', () => {
  test.each([
    [['create'], /--role: .*\n.*--name: /s],
    [[...till.slice(0, 3), '--name', 'x'], /--scope: the id of the location/],
    [[...till, '--scope', 'nowhere'], /--scope: there is no location nowhere; there are closed, depot, far, /],
    [['create', '--role', 'channel', '--scope', 'near', '--name', 'x'], /no channel near; there are shop/],
    [['create', '--role', 'operator', '--name', 'x'], /--scopes: an operator's key names what it may do/],
    [['create', '--role', 'operator', '--name', 'x', '--scopes', 'stock,everything'], /--scopes: /],
    [[...till, '--days', '0'], /--days: /],
    [['rotate'], /name one key by its id/],
    [['rotate', 'none'], /there is no key none/],
    [['revoke'], /name keys by their ids .*--demo/],
    [['revoke', 'none'], /there is no key none/],
    [['delete', 'x'], /say what to do: create, list, rotate, revoke/],
    [['create', '--admin'], /--admin/],
  ])('%j', async (args, sentence) => {
    const count = () => orm.em.fork().execute('select count(*) from api_key');
    const before = await count();
    const { code, out, err } = await key(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
    expect(await count()).toEqual(before);
  });
});

test('rotate prints the successor; again it says where the key is; revoked, it is over', async () => {
  const { out } = await key(...till);
  const id = (await stored(out))?.id ?? '';
  const next = await key('rotate', id, '--overlap', '2');
  expect(await stored(next.out)).toMatchObject({ rotatedFrom: id, scope: 'near' });
  expect(next.err).toMatch(`The old key ${id} goes on for 2 h`);
  expect(await key('rotate', id)).toMatchObject({ code: 1, out: '', err: expect.stringMatching('rotated already') });
  const listed = await key('list');
  expect(listed.out).toMatch(new RegExp(`^${id} +location near +till 1 +\\d{4}-\\d\\d-\\d\\d +never +\\S+ soon$`, 'm'));
  expect((await key('revoke', id)).code).toBe(0);
  expect((await key('revoke', id)).code).toBe(0);
  expect((await stored(out))?.state).toBe('REVOKED');
  expect((await key('list')).out).not.toMatch(id);
  expect((await key('list', '--ended')).out).toMatch(id);
  expect(await key('rotate', (await stored(next.out))?.id ?? '', '--overlap', '0')).toMatchObject({ code: 0 });
});

test("the demo's keys are revoked by one word, and stay so when the demo is seeded again", async () => {
  const seed = () => seedDemoRetailer(orm, { webhookUrl: 'http://127.0.0.1:1/channel/webhooks', keys: demoKeys() });
  await seed();
  expect((await stored('demo-operator'))?.state).toBe('USABLE');
  expect((await key('revoke', '--demo')).code).toBe(0);
  await seed();
  expect((await stored('demo-operator'))?.state).toBe('REVOKED');
  expect((await stored('demo-channel-demo'))?.state).toBe('REVOKED');
  expect((await key('revoke', '--demo')).err).toMatch(/^No key of the demo is usable/);
});

test('--help says how the first key comes, and asks no database', async () => {
  const { code, out } = await key('--help');
  expect([code, out]).toEqual([0, expect.stringMatching(/npm run -s key -- create --role ROLE/)]);
});
