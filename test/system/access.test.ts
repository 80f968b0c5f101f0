// Every route × every role × own, foreign, absent: generated from the route table, so that a new route is tested at
// once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApp } from '../../api/http/app.ts';
import { roles, type Role } from '../../auth/api-key.ts';
import { routes } from '../../api/routes.ts';
import { accepted, attentionOf, cancel, must, offered, place, see } from '../support/orders.ts';
import { freshDatabase, startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
/** One thing of each kind: it belongs to channel `shop` and store `near`. */
let things: Record<string, string>;
beforeAll(async () => {
  system = await startWholeSystem({ other: {} });
  await system.deps.orm.em.fork().execute(
    `insert into api_key (id, hash, role, name, scope)
      values ('c1', encode(sha256('key-carrier-sandbox'), 'hex'), 'carrier', 'sandbox', 'sandbox'),
        ('c2', encode(sha256('key-carrier-other'), 'hex'), 'carrier', 'other', 'other')`,
  );
  await system.deps.orm.em.fork().execute(
    `insert into api_key (id, hash, role, name, scopes, expires_at)
      values (
        'o1', encode(sha256('key-operator-expired'), 'hex'), 'operator', 'expired', '["keys"]',
        now() - interval '1 second'
      )`,
  );
  const id = await place(system);
  const fo = await accepted(system, id);
  const [stopped, stuck, repaid] = [
    await place(system),
    await place(system, { lines: [['NOWHERE', 1]] }),
    await place(system),
  ];
  await accepted(system, stopped);
  must(await cancel(system, stopped), 200);
  await offered(system, repaid);
  must(await cancel(system, repaid), 200);
  must(
    await system.call('location:middle', 'POST /v1/transfers', {
      id: 'sent',
      fromLocationId: 'middle',
      toLocationId: 'near',
      lines: [{ sku: 'SHOE', quantity: 1 }],
    }),
    200,
  );
  things = {
    order: id,
    offer: fo.offer.id,
    fo: fo.id,
    location: 'near',
    channel: 'shop',
    transfer: 'sent',
    attention: (await attentionOf(system, stuck, 'NO_CANDIDATE')).id,
    refund: (await see(system, repaid)).refunds[0]?.id ?? '',
    cancellation: (await see(system, stopped)).cancellations[0]?.id ?? '',
  };
});
afterAll(async () => {
  await system.stop();
});

/** Keys of a foreign scope: another channel, another store. */
const strangers: Record<Role, string> = {
  channel: 'channel:other',
  location: 'location:far',
  carrier: 'carrier:other',
  operator: 'operator',
};
const owners: Partial<Record<Role, string>> = {
  channel: 'channel:shop',
  location: 'location:near',
  carrier: 'carrier:sandbox',
  operator: 'operator',
};
const guarded = routes.filter((r) => Array.isArray(r.roles));
const absent = () => `${randomUUID()}`;

function kindOf(path: string): string {
  if (path.startsWith('/v1/offers')) return 'offer';
  if (path.startsWith('/v1/fulfillment-orders')) return 'fo';
  if (path.startsWith('/v1/locations')) return 'location';
  if (path.startsWith('/v1/channels/:id/')) return 'channel';
  if (path.startsWith('/v1/transfers')) return 'transfer';
  if (path.startsWith('/v1/cancellations')) return 'cancellation';
  if (path.startsWith('/v1/attention')) return 'attention';
  if (path.startsWith('/v1/refunds')) return 'refund';
  return path.startsWith('/v1/orders') ? 'order' : 'other';
}
const absentId = (kind: string): string =>
  ['location', 'channel', 'transfer'].includes(kind)
    ? 'nowhere'
    : kind === 'order'
      ? absent()
      : `${absent()}-${kind === 'fo' ? 'f' : kind[0]}1`;
const bodies: Record<string, unknown> = {
  cancel: { reason: 'x' },
  payments: { paymentId: 'p1', status: 'CAPTURED' },
  'pickup-choice': { cancel: true },
  reject: { reason: 'OTHER' },
  'give-up': { reason: 'OTHER' },
  waybill: { trackingNumber: 'x' },
  reassign: { locationId: 'far' },
  holds: { key: 'K', reason: 'x' },
  refunds: { paymentId: 'p1', amountMinor: 1, reason: 'x' },
  redeem: { token: `${absent()}-f1.abcdefghijklmnop` },
  resolve: { action: 'DONE' },
  'settle-outside': { reference: 'x' },
};
const bodyFor = (method: string, path: string): unknown =>
  method === 'get' || method === 'delete'
    ? undefined
    : method === 'patch'
      ? { buyerNote: 'x' }
      : (bodies[path.split('/').at(-1) ?? ''] ?? {});
const request = (route: (typeof routes)[number], id: string): [string, unknown] => [
  `${route.method.toUpperCase()} ` +
    route.path.replace(/:(id|sku|carrier)/, encodeURIComponent(id)).replace(':key', 'K'),
  bodyFor(route.method, route.path),
];
const shape = ({ status, body }: Answer) => ({ status, body: { ...body, instance: '' } });

describe.each(guarded.map((r) => [`${r.method.toUpperCase()} ${r.path}`, r] as const))('%s', (_, route) => {
  test('nobody without a valid key', async () => {
    for (const as of ['', 'operator-expired', 'no-such-key'])
      expect(await system.call(as, ...request(route, absent()))).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHENTICATED' },
      });
  });
  test('no role that it does not name', async () => {
    for (const role of roles.filter((r) => !route.roles.includes(r)))
      expect(await system.call(strangers[role], ...request(route, absent()))).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
  });
  const kind = kindOf(route.path);
  if (kind === 'other' || !route.path.includes(':id')) return;
  test('what is foreign looks like what is absent', async () => {
    for (const role of roles.filter((r) => r !== 'operator' && route.roles.includes(r))) {
      const [theirs, none] = [
        await system.call(strangers[role], ...request(route, things[kind] ?? '')),
        await system.call(strangers[role], ...request(route, absentId(kind))),
      ];
      expect(theirs.status).toBe(404);
      expect(shape(theirs)).toEqual(shape(none));
    }
    if (route.roles.includes('operator') && kind !== 'location')
      expect(await system.call('operator', ...request(route, absentId(kind)))).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
  });
  test("what is one's own is shown, taken, or refused with a reason", async () => {
    for (const role of roles.filter((r) => route.roles.includes(r) && owners[r])) {
      const mine = await system.call(owners[role] ?? '', ...request(route, things[kind] ?? ''));
      expect([200, 201, 202, 400, 409, 422]).toContain(mine.status);
      if (mine.status >= 400) expect(mine.body.code).not.toMatch(/NOT_FOUND|UNKNOWN_PART/);
    }
  });
});

test('a route that does not say who may call it does not start', () => {
  const silent = { ...routes[0], roles: [] } as (typeof routes)[number];
  expect(() => createApp(system.deps, [silent])).toThrow(/does not say who may call it/);
});

test('a search shows a channel its own orders only', async () => {
  expect((await system.call('channel:other', 'GET /v1/orders')).body['items']).toEqual([]);
  expect((await system.call('channel:shop', 'GET /v1/orders')).body['items']).toHaveLength(4);
  expect((await system.call('channel:other', 'GET /v1/orders?channel=shop')).body['items']).toEqual([]);
});

test('a store sees no buyer before it accepts, and no street after it has given up', async () => {
  const id = await place(system);
  const seen = async () =>
    ((await system.call('location:near', 'GET /v1/locations/near/offers')).body['items'] as { orderId: string }[]).find(
      (f) => f.orderId === id,
    );
  for (let i = 0; i < 100 && !(await seen()); i++)
    await new Promise((r) => {
      setTimeout(r, 20);
    });
  expect(JSON.stringify(await seen())).not.toMatch(/Canary/);
  const fo = await accepted(system, id);
  expect(JSON.stringify((await system.call('location:near', `GET /v1/fulfillment-orders/${fo.id}`)).body)).toMatch(
    /Canary Road/,
  );
  await system.call('location:near', `POST /v1/fulfillment-orders/${fo.id}/give-up`, { reason: 'TOO_BUSY' });
  expect(JSON.stringify((await system.call('location:near', `GET /v1/fulfillment-orders/${fo.id}`)).body)).not.toMatch(
    /Canary/,
  );
});

test('the database can be made anew from the migrations alone', async () => {
  expect(await freshDatabase()).toMatch(/^postgresql:/);
});
