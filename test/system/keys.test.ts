// Keys and the persons behind them, as an operator hands them out and a store uses them.
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scopes, type Scope } from '../../auth/api-key.ts';
import { createApp } from '../../api/http/app.ts';
import { routes } from '../../api/routes.ts';
import type { KeyRow } from '../../db/setup/api-keys.ts';
import { callWith, operatorKey } from '../support/keys.ts';
import { accepted, attentionOf, carrierSays, offered, place } from '../support/orders.ts';
import { historyOf } from '../support/history.ts';
import { startWholeSystem, until, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
const logged: string[] = [];
beforeAll(async () => {
  const logTo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  system = await startWholeSystem({}, { logTo });
});
afterAll(async () => {
  await system.stop();
});

type Made = Answer['body'] & KeyRow & { key: string | null };
const till = { role: 'location', name: 'till 1', scope: 'near' };
const make = async (body: object, headers = {}) => {
  const { status, body: made } = await system.call('operator', 'POST /v1/keys', body, headers);
  return { status, ...(made as Made) };
};
const offers = (key: string | null) => callWith(system, key, { request: 'GET /v1/locations/near/offers' });

describe('a key', () => {
  test('is shown once, works at once, and the list shows all about it but its secret', async () => {
    const made = await make(till);
    expect(made).toMatchObject({ status: 201, role: 'location', scope: 'near', createdBy: 'operator:operator' });
    expect((await offers(made.key)).status).toBe(200);
    const { body } = await system.call('operator', 'GET /v1/keys?scope=near&limit=500');
    expect(body['items']).toContainEqual(expect.objectContaining({ id: made.id, state: 'USABLE', name: 'till 1' }));
    expect(JSON.stringify(body)).not.toMatch(/[0-9a-f]{64}/);
  });

  test('the same words again make no second key and show no secret; an Idempotency-Key makes another', async () => {
    const [first, again] = [await make({ ...till, name: 'a' }), await make({ ...till, name: 'a' })];
    expect([first.status, again.status, again.key, again.id]).toEqual([201, 200, null, first.id]);
    expect((await make({ ...till, name: 'a' }, { 'idempotency-key': 'x' })).status).toBe(201);
    expect(await make({ ...till, name: 'b' }, { 'idempotency-key': 'x' })).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  test.each([
    ['a place that there is not', { ...till, scope: 'nowhere' }, '/scope'],
    ['a channel by the id of a location', { ...till, role: 'channel' }, '/scope'],
    ['no place', { role: 'location', name: 'x' }, '/scope'],
    ['an operator without scopes', { role: 'operator', name: 'x' }, '/scopes'],
    ['an operator with a place', { role: 'operator', name: 'x', scope: 'near', scopes: ['stock'] }, '/scope'],
    ['a store with scopes', { ...till, scopes: ['stock'] }, '/scopes'],
    ['a life of 0 days', { ...till, days: 0 }, '/days'],
    ['no name', { ...till, name: '' }, '/name'],
  ])('%s: refused, with the field', async (_, body, pointer) => {
    const answer = await make(body);
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION' });
    expect(((answer as Answer['body'])['errors'] as { pointer: string }[]).map((one) => one.pointer)).toEqual([
      pointer,
    ]);
  });

  test('rotated, the old one goes on for a day, and a repeat makes no third', async () => {
    const old = await make({ ...till, name: 'rotated' });
    const rotate = () => system.call('operator', `POST /v1/keys/${old.id}/rotate`, {});
    const [next, again] = [(await rotate()).body as Made, (await rotate()).body as Made];
    expect(next).toMatchObject({ rotatedFrom: old.id, scope: 'near', name: 'rotated' });
    expect([again.id, again.key]).toEqual([next.id, null]);
    expect([(await offers(old.key)).status, (await offers(next.key)).status]).toEqual([200, 200]);
  });

  test('revoked, it is refused within 2 s, with its end; so is one rotated without an overlap', async () => {
    const [leaked, lost] = [await make({ ...till, name: 'leaked' }), await make({ ...till, name: 'lost' })];
    await system.call('operator', `POST /v1/keys/${leaked.id}/revoke`);
    await system.call('operator', `POST /v1/keys/${lost.id}/rotate`, { overlapHours: 0 });
    expect(
      await until(
        () => offers(leaked.key),
        ({ status }) => status === 401,
        { seconds: 3 },
      ),
    ).toMatchObject({
      body: { code: 'UNAUTHENTICATED', detail: expect.stringMatching(`${leaked.id} was revoked at`) },
    });
    expect((await offers(lost.key)).body['detail']).toMatch(`${lost.id} expired at`);
    expect((await system.call('operator', `POST /v1/keys/${leaked.id}/rotate`, {})).body.code).toBe('KEY_ENDED');
    expect((await system.call('operator', `POST /v1/keys/${leaked.id}/revoke`)).status).toBe(200);
    expect((await system.call('operator', 'POST /v1/keys/none/revoke')).status).toBe(404);
    expect((await system.call('operator', 'POST /v1/keys/none/rotate', {})).status).toBe(404);
  });

  test('says 14 days before its end that it ends, also when it is refused; an earlier one says nothing', async () => {
    const [soon, later] = [await make({ ...till, name: 's', days: 13 }), await make({ ...till, name: 'l', days: 15 })];
    expect((await offers(soon.key)).headers.get('baton-key-expires')).toBe(soon.expiresAt);
    const refused = await callWith(system, soon.key, { request: 'GET /v1/keys' });
    expect([refused.status, refused.headers.get('baton-key-expires')]).toEqual([403, soon.expiresAt]);
    expect((await offers(later.key)).headers.get('baton-key-expires')).toBeNull();
  });

  test('its use is noted, but not while it is used', async () => {
    const made = await make({ ...till, name: 'used' });
    await offers(made.key);
    const lastUse = async () =>
      ((await system.call('operator', 'GET /v1/keys?scope=near&limit=500')).body['items'] as KeyRow[]).find(
        ({ id }) => id === made.id,
      )?.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await system.flushKeyUse();
    expect(Date.parse((await lastUse()) ?? '')).not.toBeNaN();
  });

  test('its id, not its name or secret, stands in log and timeline', async () => {
    const made = await make({ ...till, name: 'the till of Canary Wang' });
    const fo = await offered(system, await place(system));
    await callWith(system, made.key, { request: `POST /v1/offers/${fo.offer.id}/accept`, body: {} });
    const { body } = await system.call('operator', `GET /v1/orders/${fo.orderId}/timeline`);
    expect(JSON.stringify(body)).toContain(`"location:near:${made.id}"`);
    expect(logged.join('')).toContain(`"keyId":"${made.id}"`);
    const history = await historyOf(system, fo.orderId);
    expect(history).toContain(`location:near:${made.id}`);
    expect(JSON.stringify(body) + logged.join('') + history).not.toMatch(/Canary Wang/);
    expect(logged.join('')).not.toContain(made.key?.split('_')[2]);
  });

  test('nobody hands out more than its own key has, neither new nor by rotation', async () => {
    const it = await operatorKey(system, ['keys', 'stock']);
    const ask = (request: string, body: object) => callWith(system, it.key, { request, body });
    const wide = { role: 'operator', name: 'wide', scopes: ['keys', 'finance'] };
    expect(await ask('POST /v1/keys', wide)).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/lacks finance/) },
    });
    const { row } = await operatorKey(system, ['finance']);
    expect((await ask(`POST /v1/keys/${row.id}/rotate`, {})).status).toBe(403);
    expect((await ask('POST /v1/keys', { ...wide, scopes: ['stock'] })).status).toBe(201);
    expect((await ask('POST /v1/keys', { ...till, name: 'from it' })).status).toBe(201);
  });
});

describe('the last key that can make keys', () => {
  test('cannot be revoked by API, only by command', async () => {
    const answers = [];
    const { body } = await system.call('operator', 'GET /v1/keys?role=operator&limit=500');
    const others = (body['items'] as KeyRow[]).filter(
      ({ id, scopes: has }) => id !== 'operator' && has?.includes('keys'),
    );
    for (const { id } of others) answers.push((await system.call('operator', `POST /v1/keys/${id}/revoke`)).status);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await system.call('operator', 'POST /v1/keys/operator/revoke')).toMatchObject({
      status: 409,
      body: { code: 'LAST_KEY' },
    });
    expect((await system.call('operator', 'GET /v1/keys')).status).toBe(200);
  });
});

const operatorRoutes = routes.filter((r) => Array.isArray(r.roles) && r.roles.includes('operator'));

describe('scopes of operators', () => {
  const keyWithout = new Map<Scope, string | null>();
  const keyWith = new Map<Scope, string | null>();
  beforeAll(async () => {
    for (const scope of scopes) {
      keyWithout.set(
        scope,
        (
          await operatorKey(
            system,
            scopes.filter((one) => one !== scope),
          )
        ).key,
      );
      keyWith.set(scope, (await operatorKey(system, [scope])).key);
    }
  });

  test.each(operatorRoutes.map((r) => [`${r.method.toUpperCase()} ${r.path}`, r] as const))(
    '%s: every scope but its own is not enough, its own alone is',
    async (_, { needs, method, path }) => {
      if (!needs) throw new Error('no scope is declared');
      const url = system.url + path.replaceAll(/:\w+/g, 'none');
      const statusWith = async (key: string | null | undefined): Promise<[number, string]> => {
        const response = await fetch(url, {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${key ?? ''}`, 'content-type': 'application/json' },
          ...(method === 'get' || method === 'delete' ? {} : { body: '{}' }),
        });
        return [response.status, await response.text()];
      };
      expect(await statusWith(keyWithout.get(needs))).toEqual([
        403,
        expect.stringContaining(`needs the scope ${needs};`),
      ]);
      expect((await statusWith(keyWith.get(needs)))[0]).not.toBe(403);
    },
  );

  test.each([
    ['cancelling an order', 'POST /v1/orders/:id/cancel', 'support'],
    ['holding an order', 'POST /v1/orders/:id/holds', 'support'],
    ['paying back', 'POST /v1/orders/:id/refunds', 'finance'],
    ['booking a payment', 'POST /v1/orders/:id/payments', 'finance'],
    ['writing stock off', 'POST /v1/stock/adjustments', 'stock'],
    ['importing stock', 'POST /v1/stock/import', 'stock'],
    ['importing locations', 'POST /v1/locations/import', 'set-up'],
    ["changing a channel's policy and webhook", 'PUT /v1/channels/:id', 'set-up'],
    ['changing how orders are routed', 'POST /v1/routing/profiles/:version/activate', 'planning'],
    ['dividing stock among channels', 'POST /v1/allotments/:version/activate', 'planning'],
    ['handing out keys', 'POST /v1/keys', 'keys'],
    ['registering persons', 'PUT /v1/persons/:code', 'keys'],
  ])('%s is a matter of its own people', (_, route, scope) => {
    const declared = operatorRoutes.find((r) => `${r.method.toUpperCase()} ${r.path}` === route);
    expect(declared?.needs).toBe(scope);
  });

  test('a route that does not say what operators need does not start, nor one that says it without them', () => {
    const [route] = operatorRoutes;
    if (!route) throw new Error('there is no route');
    const { needs: _needs, ...silent } = route;
    expect(() => createApp(system.deps, [silent])).toThrow(/does not say which scope operators need/);
    expect(() => createApp(system.deps, [{ ...route, roles: ['channel'] }])).toThrow(/says it without them/);
    expect(() => createApp(system.deps, [{ ...route, needs: 'all' as Scope }])).toThrow(/does not say which scope/);
  });
});

test('a support desk resolves what waits for operators, and leaves to finance what waits for finance', async () => {
  const [desk, both] = [await operatorKey(system, ['support']), await operatorKey(system, ['support', 'finance'])];
  const unpaid = await place(system, {
    payments: [{ paymentId: 'cod', tender: 'CASH', amountMinor: 10_800, status: 'ON_DELIVERY' }],
  });
  await carrierSays(system, await accepted(system, unpaid), 'DELIVERED');
  const stuck = await place(system, { lines: [['NOWHERE', 1]] });
  const [money, goods] = [
    await attentionOf(system, unpaid, 'COD_UNPAID'),
    await attentionOf(system, stuck, 'NO_CANDIDATE'),
  ];
  const resolve = ({ key }: { key: string | null }, id: string, action: string) =>
    callWith(system, key, { request: `POST /v1/attention/${id}/resolve`, body: { action } });
  expect(await resolve(desk, money.id, 'WRITE_OFF')).toMatchObject({
    status: 403,
    body: { detail: expect.stringMatching(/needs the scope finance;/) },
  });
  expect((await resolve(both, money.id, 'WRITE_OFF')).status).toBe(200);
  expect((await resolve(desk, goods.id, 'CANCEL')).status).toBe(200);
});

describe('a person behind a key', () => {
  const as = (person: string) => ({ 'x-person': person });

  test('is named by timeline and log, once it is registered; a hold names the operator who placed it', async () => {
    const fo = await offered(system, await place(system));
    const accept = () => system.call('location:near', `POST /v1/offers/${fo.offer.id}/accept`, {}, as('till_7'));
    expect(await accept()).toMatchObject({
      status: 422,
      body: { code: 'PERSON_UNKNOWN', detail: expect.stringMatching(/X-Person: till_7 .*PUT \/v1\/persons\/till_7/) },
    });
    for (let twice = 0; twice < 2; twice++)
      expect(await system.call('location:near', 'PUT /v1/persons/till_7')).toMatchObject({
        status: 200,
        body: { code: 'till_7', locationId: 'near', endedAt: null },
      });
    expect((await accept()).status).toBe(200);
    await system.call('operator', 'PUT /v1/persons/lin');
    const held = await system.call(
      'operator',
      `POST /v1/orders/${fo.orderId}/holds`,
      { key: 'K', reason: 'x' },
      as('lin'),
    );
    expect(held.status).toBe(200);
    const { body } = await system.call('operator', `GET /v1/orders/${fo.orderId}/timeline`);
    expect(JSON.stringify(body)).toContain('"location:near:location-near/till_7"');
    expect(JSON.stringify(body)).toContain('"operator:operator/lin"');
    expect(logged.join('')).toContain('"person":"till_7"');
    await system.call('operator', `POST /v1/orders/${fo.orderId}/holds/K/release`, {});
  });

  test('who has ended acts no more within 2 s, and the code is not given again', async () => {
    await system.call('location:near', 'PUT /v1/persons/gone');
    for (let twice = 0; twice < 2; twice++)
      expect((await system.call('location:near', 'POST /v1/persons/gone/end')).status).toBe(200);
    const ask = () => system.call('location:near', 'GET /v1/locations/near/offers', undefined, as('gone'));
    expect(await until(ask, ({ status }) => status === 403, { seconds: 3 })).toMatchObject({
      body: { code: 'PERSON_ENDED', detail: expect.stringMatching(/X-Person: gone has ended/) },
    });
    expect(await system.call('location:near', 'PUT /v1/persons/gone')).toMatchObject({
      status: 409,
      body: { code: 'PERSON_CLOSED' },
    });
  });

  test('is of one store: another neither sees nor uses it; an operator registers for any store', async () => {
    await system.call('operator', 'PUT /v1/persons/kim?locationId=middle');
    expect((await system.call('location:middle', 'GET /v1/persons/kim')).status).toBe(200);
    expect((await system.call('location:near', 'GET /v1/persons/kim')).status).toBe(404);
    expect((await system.call('location:near', 'GET /v1/persons/kim?locationId=middle')).status).toBe(404);
    expect((await system.call('location:near', 'POST /v1/persons/kim/end')).status).toBe(404);
    const foreign = await system.call('location:near', 'GET /v1/locations/near/offers', undefined, as('kim'));
    expect(foreign).toMatchObject({ status: 422, body: { code: 'PERSON_UNKNOWN' } });
    expect((await system.call('operator', 'GET /v1/orders', undefined, as('kim'))).status).toBe(422);
    expect(await system.call('operator', 'PUT /v1/persons/kim?locationId=nowhere')).toMatchObject({ status: 400 });
    expect((await system.call('channel:shop', 'GET /v1/orders', undefined, as('kim'))).body['detail']).toMatch(
      /no person stands behind a channel's key/,
    );
  });

  test('a list has them by code, page by page', async () => {
    for (const code of ['p1', 'p2', 'p3']) await system.call('location:far', `PUT /v1/persons/${code}`);
    const page = (await system.call('location:far', 'GET /v1/persons?limit=2')).body;
    expect(page['items']).toMatchObject([{ code: 'p1' }, { code: 'p2' }]);
    const rest = await system.call('location:far', `GET /v1/persons?limit=2&cursor=${String(page['nextCursor'])}`);
    expect(rest.body).toMatchObject({ items: [{ code: 'p3' }], nextCursor: null });
  });

  test.each(['Wang Wei', 'a'.repeat(33), '王'])('%s is no code', async (code) => {
    expect((await system.call('operator', `PUT /v1/persons/${encodeURIComponent(code)}`)).status).toBe(400);
  });

  test('without the header, the key alone is named', async () => {
    const fo = await accepted(system, await place(system));
    const { body } = await system.call('operator', `GET /v1/orders/${fo.orderId}/timeline`);
    expect(JSON.stringify(body)).toContain('"location:near:location-near"');
  });
});
