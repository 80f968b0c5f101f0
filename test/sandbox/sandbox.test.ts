import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { carrierSecrets } from '../../auth/carrier-secret.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';

const secrets = carrierSecrets(`whsec_${Buffer.from('a secret for tests only').toString('base64')}`);
const NOBODY = 'http://127.0.0.1:9';

interface Reply {
  status: number;
  body: Record<string, unknown>;
}

let directory: string;
let sandbox: Sandbox;

const start = (options: Partial<SandboxOptions> = {}): Promise<Sandbox> =>
  createSandbox({ apiUrl: NOBODY, carrierSecrets: secrets, journalFile: join(directory, 'sandbox.jsonl'), ...options });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'baton-sandbox-'));
  sandbox = await start();
});

afterEach(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

async function call(
  method: string,
  path: string,
  { body, key }: { body?: unknown; key?: string } = {},
): Promise<Reply> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const refundOf = (orderRef: string, amountMinor = 4_900) => ({
  orderRef,
  paymentReference: 'pay-1',
  amountMinor,
  currency: 'CNY',
});
const refund = (orderRef: string, key: string): Promise<Reply> =>
  call('POST', '/payments/refunds', { body: refundOf(orderRef), key });
const stateOf = async (orderRef: string) =>
  (await call('GET', `/state/orders/${orderRef}`)).body as {
    waybills: unknown[];
    refunds: unknown[];
    refundedMinor: number;
  };

async function waybill(orderRef: string): Promise<string> {
  const request = {
    orderRef,
    carrier: 'sf',
    from: { locationId: 'S1' },
    to: { province: 'Zhejiang', city: 'Hangzhou' },
    lines: [{ sku: 'A', quantity: 1 }],
  };
  const { status, body } = await call('POST', '/carrier/waybills', { body: request, key: randomUUID() });
  expect({ status, carrier: body['carrier'] }).toEqual({ status: 201, carrier: 'sf' });
  return String(body['trackingNumber']);
}

describe('a refund', () => {
  test('asked for twice with one key pays once and gives the same answer', async () => {
    const [first, second] = [await refund('o1', 'k1'), await refund('o1', 'k1')];
    expect(second).toEqual(first);
    expect(first).toMatchObject({ status: 201, body: { status: 'SUCCEEDED' } });
    expect(await stateOf('o1')).toMatchObject({ refunds: [{ idempotencyKey: 'k1', calls: 2 }], refundedMinor: 4_900 });
  });

  test('asked for at the same instant with one key pays once, also when the provider is slow', async () => {
    await call('PUT', '/behaviors/o2', { body: { payment: [{ mode: 'slow', ms: 60, times: 3 }] } });
    const replies = await Promise.all([1, 2, 3, 4].map(() => refund('o2', 'k2')));
    expect(new Set(replies.map(({ body }) => body['refundReference'])).size).toBe(1);
    expect((await stateOf('o2')).refundedMinor).toBe(4_900);
  });

  test('whose answer is lost was paid, and the next try learns of it', async () => {
    await call('PUT', '/behaviors/o3', { body: { payment: [{ mode: 'lost-answer' }] } });
    await expect(refund('o3', 'k3')).rejects.toThrow('fetch failed');
    expect((await stateOf('o3')).refundedMinor).toBe(4_900);
    expect((await refund('o3', 'k3')).status).toBe(201);
    expect((await stateOf('o3')).refundedMinor).toBe(4_900);
  });

  test('refused or failed pays nothing, and the same key may succeed later', async () => {
    await call('PUT', '/behaviors/o4', { body: { payment: [{ mode: 'refuse' }, { mode: 'error' }] } });
    expect(await refund('o4', 'k4')).toMatchObject({ status: 422, body: { code: 'REFUND_REFUSED' } });
    expect((await refund('o4', 'k4')).status).toBe(500);
    expect(await stateOf('o4')).toMatchObject({
      refunds: [],
      refundedMinor: 0,
      calls: [{ operation: 'REFUND', idempotencyKey: 'k4', calls: 2 }],
    });
    expect((await refund('o4', 'k4')).status).toBe(201);
  });

  test('is refused when the key comes back with another body, or is missing', async () => {
    await refund('o5', 'k5');
    expect(await call('POST', '/payments/refunds', { body: refundOf('o5', 1), key: 'k5' })).toMatchObject({
      status: 400,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect((await call('POST', '/payments/refunds', { body: refundOf('o5') })).status).toBe(400);
  });
});

describe('an authorization', () => {
  test('is given up once for one key, without an amount', async () => {
    const body = { orderRef: 'o12', paymentReference: 'pay-1', currency: 'CNY' };
    for (const _ of ['first', 'second'])
      expect(await call('POST', '/payments/voids', { body, key: 'v1' })).toEqual({
        status: 201,
        body: { status: 'VOIDED' },
      });
    expect(await stateOf('o12')).toMatchObject({ voids: [{ idempotencyKey: 'v1', calls: 2 }], refundedMinor: 0 });
  });
});

describe('a restart', () => {
  test('forgets nothing that was answered', async () => {
    const before = await refund('o6', 'k6');
    const trackingNumber = await waybill('o6');
    const state = await stateOf('o6');
    await sandbox.close();
    sandbox = await start();
    expect(await stateOf('o6')).toEqual(state);
    expect(await refund('o6', 'k6')).toEqual(before);
    expect((await call('POST', `/carrier/waybills/${trackingNumber}/void`)).body).toEqual({ voided: true });
  });
});

describe('a waybill', () => {
  test('can be voided, twice for once', async () => {
    const trackingNumber = await waybill('o7');
    for (const _ of ['first', 'second']) {
      expect(await call('POST', `/carrier/waybills/${trackingNumber}/void`)).toEqual({
        status: 200,
        body: { voided: true },
      });
    }
    expect(await stateOf('o7')).toMatchObject({ waybills: [{ trackingNumber, voided: true, voidCalls: 2 }] });
  });

  test('cannot be voided once the carrier has the parcel', async () => {
    const trackingNumber = await waybill('o8');
    await call('POST', `/carrier/parcels/${trackingNumber}/events`, { body: { event: 'PICKED_UP' } });
    expect(await call('POST', `/carrier/waybills/${trackingNumber}/void`)).toEqual({
      status: 409,
      body: { code: 'ALREADY_WITH_CARRIER' },
    });
    expect((await call('POST', '/carrier/waybills/nowhere/void')).status).toBe(404);
  });

  test('is refused when the carrier has been told to', async () => {
    await call('PUT', '/behaviors/o9', { body: { carrier: [{ mode: 'refuse' }] } });
    const request = {
      orderRef: 'o9',
      carrier: 'sf',
      from: { locationId: 'S1' },
      to: { province: 'Zhejiang', city: 'Hangzhou' },
      lines: [{ sku: 'A', quantity: 1 }],
    };
    expect(await call('POST', '/carrier/waybills', { body: request, key: 'k9' })).toMatchObject({
      status: 422,
      body: { code: 'LABEL_REFUSED' },
    });
  });
});

describe('parcel events', () => {
  test('reach the API signed, in order, and again until they are taken, also over a restart', async () => {
    const api = await fakeApi({ failures: 2 });
    const trackingNumber = await waybill('o10');
    await call('POST', `/carrier/parcels/${trackingNumber}/events`, { body: { event: 'PICKED_UP' } });
    await call('POST', `/carrier/parcels/${trackingNumber}/events`, { body: { event: 'DELIVERED' } });
    await sandbox.close();
    sandbox = await start({ apiUrl: api.url });
    const taken = await api.taken(2);
    expect(taken).toMatchObject([
      { trackingNumber, event: 'PICKED_UP' },
      { trackingNumber, event: 'DELIVERED' },
    ]);
    api.close();
  });
});

describe('default behaviors', () => {
  test('hit the same calls again for the same seed, about as often as told', async () => {
    const run = async (seed: number): Promise<number[]> => {
      await call('PUT', '/behaviors', { body: { seed, payment: [{ mode: 'error', probability: 0.3 }] } });
      const replies = await Promise.all(
        Array.from({ length: 200 }, (_, index) => refund(`d${seed}-${index}`, `seed-${index}`)),
      );
      return replies.map(({ status }) => status);
    };
    const statuses = await run(7);
    const failed = statuses.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(35);
    expect(failed).toBeLessThan(85);
    await sandbox.close();
    rmSync(join(directory, 'sandbox.jsonl'));
    sandbox = await start();
    expect(await run(7)).toEqual(statuses);
  });
});

describe('the channel', () => {
  test('records each write-back once, and fails as often as told', async () => {
    await call('PUT', '/channel/behavior', { body: { status: 503, times: 1 } });
    const post = () =>
      fetch(`${sandbox.url}/channel/webhooks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'webhook-id': 'w1' },
        body: JSON.stringify({ orderId: 'o11', seq: 1 }),
      });
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([503, 200, 200]);
    expect((await call('GET', '/channel/webhooks?orderId=o11')).body).toMatchObject([
      { webhookId: 'w1', orderId: 'o11', body: { seq: 1 } },
    ]);
  });
});

interface FakeApi {
  url: string;
  taken: (count: number) => Promise<unknown[]>;
  close: () => void;
}

/** Accepts tracking calls with a valid signature after a number of failures. */
async function fakeApi({ failures }: { failures: number }): Promise<FakeApi> {
  const taken: unknown[] = [];
  let left = failures;
  const server = createServer(
    (request, response) =>
      void (async () => {
        const body = await text(request);
        left -= 1;
        if (left >= 0) return response.writeHead(503).end();
        taken.push(verified(body, request));
        response.writeHead(204).end();
        server.emit('taken');
      })(),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: async (count) => {
      while (taken.length < count) await once(server, 'taken');
      return taken;
    },
    close: () => {
      server.close().closeAllConnections();
    },
  };
}

function verified(body: string, { url = '', headers }: IncomingMessage): unknown {
  return new Webhook(secrets(url.split('/')[3] ?? '')).verify(body, headers as Record<string, string>);
}
