// Personal data stays in its place: a canary name, phone, address and pickup code appear in no history, log, metric,
// error, write-back or stored answer.
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/http/app.ts';
import { historyOf } from '../support/history.ts';
import { accepted, at, carrierSays, offered, orderBody, orderIn, place } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

const logged: string[] = [];
let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem(
    {},
    {
      logTo: new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          logged.push(chunk.toString());
          done();
        },
      }),
    },
  );
});
afterAll(async () => {
  await system.stop();
});

const canaries = /Canary|13900001111|Canary Road/;

test('nothing personal leaves the contact row', async () => {
  const home = await place(system, { more: { buyerNote: 'Canary note' } });
  const fo = await accepted(system, home);
  await at(system, fo, 'ship');
  await carrierSays(system, fo, 'DELIVERED');
  await orderIn(system, home, 'COMPLETED');
  const pickup = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const ready = await accepted(system, pickup);
  await at(system, ready, 'ready');
  const { code, token } = (await system.call('channel:shop', `GET /v1/fulfillment-orders/${ready.id}/pickup-code`))
    .body as unknown as { code: string; token: string };
  await system.call('location:near', 'POST /v1/locations/near/redeem', { token });
  await orderIn(system, pickup, 'COMPLETED');
  const histories = `${await historyOf(system, home)}\n${await historyOf(system, pickup)}`;
  expect(histories).toContain(home);
  const tables = await system.deps.orm.em
    .fork()
    .execute<{ text: string }[]>(
      [
        'orders',
        'timeline',
        'order_message',
        'write_back',
        'routing_decision',
        'attention',
        'offer',
        'fulfillment_order',
        'pickup_code',
        'carrier_event',
      ]
        .map((t) => `select x::text as text from ${t} x`)
        .join(' union all '),
    );
  const metrics = await (await fetch(`${system.url}/metrics`)).text();
  for (const text of [histories, logged.join(''), tables.map((r) => r.text).join('\n'), metrics]) {
    expect(text).not.toMatch(canaries);
    expect(text).not.toContain(token.split('.')[1]);
    expect(text).not.toMatch(new RegExp(`"(code|digits)":"${code}"`));
  }
  expect(logged.join('')).toContain('/v1/orders');
  expect(logged.join('')).not.toContain('key-channel-shop');
});

test('errors say what is wrong without repeating what was sent', async () => {
  const body = { ...orderBody(), buyer: { name: 'Canary Lin', phone: 13_900_001_111 } };
  const answer = await system.call('channel:shop', 'POST /v1/orders', body);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).not.toMatch(canaries);
  const fo = await offered(system, await place(system));
  expect(JSON.stringify((await at(system, fo, 'ship')).body)).not.toMatch(canaries);
});

test('who asks too often is told when to come back', async () => {
  const server: Server = createApp({ ...system.deps, rateLimitPerMinute: 3 }).listen(0, '127.0.0.1');
  await new Promise((done) => {
    server.once('listening', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/orders`;
  const answers = [];
  for (let i = 0; i < 5; i++) answers.push(await fetch(url, { headers: { authorization: 'Bearer key-operator' } }));
  expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 429, 429]);
  expect(answers[4]?.headers.get('retry-after')).toBe('10');
  expect(await answers[4]?.json()).toMatchObject({ code: 'RATE_LIMITED' });
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
});
