// Keys on a real PostgreSQL: made once, replaced without an outage, ended at once.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { hashKey, type Scope } from '../../auth/api-key.ts';
import { openOrm } from '../../db/connection/orm.ts';
import {
  countExpiring,
  createKey,
  holderOf,
  keyById,
  listKeys,
  noteUse,
  revokeKey,
  rotateKey,
  type MadeKey,
  type NewKey,
} from '../../db/setup/api-keys.ts';
import { serveMetrics } from '../../worker/metrics.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: MikroORM;
const em = () => orm.em.fork();
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
});
afterAll(async () => {
  await orm.close();
});

const till: NewKey = {
  role: 'location',
  name: 'till 1',
  scope: 'near',
  scopes: null,
  days: 90,
  createdBy: 'command',
  request: null,
};
const operator = (scopes: Scope[]): NewKey => ({ ...till, role: 'operator', name: 'it', scope: null, scopes });
const made = (answer: MadeKey | string): MadeKey => {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};
const daysUntil = (at: string | null) => Math.round((Date.parse(at ?? '') - Date.now()) / 86_400_000);

test('a new key has a form that secret scanners find, 256 random bits, and is stored as its hash only', async () => {
  const { row, key } = await createKey(em(), till);
  expect(key).toMatch(new RegExp(`^bat_${row.id}_[0-9a-f]{64}$`));
  expect(await holderOf(em(), hashKey(key ?? ''))).toEqual(row);
  expect(row).toMatchObject({
    state: 'USABLE',
    role: 'location',
    scope: 'near',
    lastUsedAt: null,
    createdBy: 'command',
  });
  expect(daysUntil(row.expiresAt)).toBe(90);
  const stored = JSON.stringify(await em().execute('select * from api_key'));
  expect(stored).not.toContain(key?.split('_')[2]);
  expect(JSON.stringify(row)).not.toContain(hashKey(key ?? ''));
});

test('the same request makes one key, also at the same instant; after it has ended it makes another', async () => {
  const asked = { ...till, request: hashKey('till 2') };
  const answers = await Promise.all([1, 2, 3, 4].map(() => createKey(em(), asked)));
  expect(answers.filter(({ key }) => key !== null)).toHaveLength(1);
  const [id, ...others] = new Set(answers.map(({ row }) => row.id));
  expect(others).toEqual([]);
  await revokeKey(em(), { id: id ?? '', evenLast: false });
  const again = await createKey(em(), asked);
  expect([again.key === null, again.row.id === id]).toEqual([false, false]);
});

test('a rotated key works beside its successor for the overlap, and not a second longer', async () => {
  const old = await createKey(em(), till);
  const next = made(await rotateKey(em(), { id: old.row.id, overlapHours: 24, days: null, createdBy: 'me' }));
  const { role, name, scope, scopes } = till;
  expect(next.row).toMatchObject({ role, name, scope, scopes, rotatedFrom: old.row.id, createdBy: 'me' });
  expect(daysUntil(next.row.expiresAt)).toBe(90);
  const before = await holderOf(em(), hashKey(old.key ?? ''));
  expect([before?.state, daysUntil(before?.expiresAt ?? null)]).toEqual(['USABLE', 1]);
  await em().execute("update api_key set expires_at = expires_at - interval '24 hours' where id = ?", [old.row.id]);
  expect((await holderOf(em(), hashKey(old.key ?? '')))?.state).toBe('EXPIRED');
  expect((await holderOf(em(), hashKey(next.key ?? '')))?.state).toBe('USABLE');
});

test('a leaked key is rotated without an overlap: it ends at once', async () => {
  const old = await createKey(em(), till);
  made(await rotateKey(em(), { id: old.row.id, overlapHours: 0, days: 30, createdBy: 'me' }));
  expect((await keyById(em(), old.row.id))?.state).toBe('EXPIRED');
});

test('a key is rotated once, however often and simultaneously it is asked; an overlap never prolongs', async () => {
  const rotate = async (id: string) => made(await rotateKey(em(), { id, overlapHours: 99, days: 9, createdBy: 'me' }));
  let old = await createKey(em(), { ...till, days: 1 });
  for (let round = 0; round < 10; round++) {
    old = await createKey(em(), { ...till, days: 1 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => rotate(old.row.id)));
    expect(answers.filter(({ key }) => key !== null)).toHaveLength(1);
    expect(new Set(answers.map(({ row }) => row.id)).size).toBe(1);
  }
  expect(daysUntil((await keyById(em(), old.row.id))?.expiresAt ?? null)).toBe(1);
  await revokeKey(em(), { id: (await rotate(old.row.id)).row.id, evenLast: false });
  expect((await rotate(old.row.id)).key).not.toBeNull();
});

test('an ended key hands nothing on, and an unknown one is unknown', async () => {
  const { row } = await createKey(em(), till);
  await revokeKey(em(), { id: row.id, evenLast: false });
  const rotation = { overlapHours: 24, days: null, createdBy: 'me' };
  expect(await rotateKey(em(), { ...rotation, id: row.id })).toBe('ENDED');
  expect(await rotateKey(em(), { ...rotation, id: 'none' })).toBe('UNKNOWN');
  expect(await revokeKey(em(), { id: 'none', evenLast: false })).toBe('UNKNOWN');
});

test('a revoked key is dead at once, an expired one can be revoked too; a repeat changes nothing', async () => {
  const { row, key } = await createKey(em(), till);
  await em().execute("update api_key set expires_at = now() - interval '1 hour' where id = ?", [row.id]);
  const revoked = await revokeKey(em(), { id: row.id, evenLast: false });
  expect(revoked).toMatchObject({ state: 'REVOKED' });
  expect(await revokeKey(em(), { id: row.id, evenLast: false })).toEqual(revoked);
  expect((await holderOf(em(), hashKey(key ?? '')))?.state).toBe('REVOKED');
});

test('two keys that revoke each other at the same instant leave one, so that keys can still be made', async () => {
  for (let round = 0; round < 10; round++) {
    await em().execute('delete from api_key');
    const pair = [await createKey(em(), operator(['keys'])), await createKey(em(), operator(['keys', 'stock']))];
    await createKey(em(), operator(['stock']));
    const answers = await Promise.all(pair.map(({ row }) => revokeKey(em(), { id: row.id, evenLast: false })));
    expect(answers.filter((answer) => answer === 'LAST')).toHaveLength(1);
  }
  const left = await listKeys(em(), { role: 'operator', ended: false, after: '', limit: 5 });
  const id = left.find(({ scopes }) => scopes?.includes('keys'))?.id ?? '';
  expect(await revokeKey(em(), { id, evenLast: false })).toBe('LAST');
  expect((await keyById(em(), id))?.state).toBe('USABLE');
  expect(await revokeKey(em(), { id, evenLast: true })).toMatchObject({ state: 'REVOKED' });
});

test('a list has usable keys or ended ones, page by page, of a role or a place', async () => {
  await em().execute('delete from api_key');
  for (const scope of ['near', 'near', 'far']) await createKey(em(), { ...till, scope });
  const { row } = await createKey(em(), operator(['support']));
  await revokeKey(em(), { id: row.id, evenLast: false });
  const all = await listKeys(em(), { ended: false, after: '', limit: 10 });
  expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted());
  expect(all).toHaveLength(3);
  expect(await listKeys(em(), { ended: false, after: all[0]?.id ?? '', limit: 1 })).toEqual(all.slice(1));
  expect(await listKeys(em(), { scope: 'near', ended: false, after: '', limit: 10 })).toHaveLength(2);
  expect(await listKeys(em(), { role: 'operator', ended: true, after: '', limit: 10 })).toMatchObject([
    { id: row.id, state: 'REVOKED' },
  ]);
});

test('use is noted at most once a minute, however often it is said', async () => {
  const { row } = await createKey(em(), till);
  await noteUse(em(), [row.id, 'none']);
  const first = (await keyById(em(), row.id))?.lastUsedAt;
  expect(Date.parse(first ?? '')).not.toBeNaN();
  await noteUse(em(), [row.id]);
  expect((await keyById(em(), row.id))?.lastUsedAt).toBe(first);
  await em().execute("update api_key set last_used_at = now() - interval '1 minute' where id = ?", [row.id]);
  await noteUse(em(), [row.id]);
  expect(Date.parse((await keyById(em(), row.id))?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
});

test('a key that is to expire is counted for 14 days, unless it was rotated or has ended', async () => {
  await em().execute('delete from api_key');
  const soon = await createKey(em(), { ...till, days: 13 });
  await createKey(em(), { ...till, days: 15 });
  expect([await countExpiring(em()), soon.row.expiresSoon]).toEqual([1, true]);
  const next = made(await rotateKey(em(), { id: soon.row.id, overlapHours: 24, days: 90, createdBy: 'me' }));
  expect(await countExpiring(em())).toBe(0);
  await revokeKey(em(), { id: next.row.id, evenLast: false });
  expect(await countExpiring(em())).toBe(1);
  await revokeKey(em(), { id: soon.row.id, evenLast: false });
  expect(await countExpiring(em())).toBe(0);
});

test("the worker's metrics count the keys that are to expire", async () => {
  await em().execute('delete from api_key');
  await createKey(em(), { ...till, days: 13 });
  const server = serveMetrics(orm, 0);
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
  expect(await response.text()).toMatch(/^baton_keys_expiring 1$/m);
  server.close();
});
