// The document describes exactly the routes of the service, in a form that tools understand, and its page needs no
// other server.
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../api/http/app.ts';
import type { ApiDeps } from '../../api/http/deps.ts';
import { openApiOf } from '../../api/http/openapi.ts';
import { routes } from '../../api/routes.ts';

interface Parameter {
  in: string;
  name: string;
  required?: boolean;
  schema?: object;
}
interface Reply {
  description: string;
  content?: Record<string, { schema?: Json }>;
}
interface Operation {
  summary?: string;
  description?: string;
  operationId?: string;
  tags?: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, Reply>;
}
type Json = { [key: string]: unknown };
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json };
}

const document = JSON.parse(JSON.stringify(openApiOf(routes))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, { path, method, operation }] as const,
  ),
);

/** The contract of version 1. */
const contract = [
  'POST /v1/orders',
  'GET /v1/orders/{id}',
  'GET /v1/orders',
  'POST /v1/orders/{id}/payments',
  'POST /v1/orders/{id}/receipt-confirmation',
  'POST /v1/orders/{id}/pickup-choice',
  'PATCH /v1/orders/{id}',
  'POST /v1/orders/{id}/cancel',
  'GET /v1/locations/{id}/offers',
  'GET /v1/locations/{id}/fulfillment-orders',
  'GET /v1/fulfillment-orders/{id}',
  'POST /v1/offers/{id}/accept',
  'POST /v1/offers/{id}/reject',
  'POST /v1/fulfillment-orders/{id}/ready',
  'POST /v1/fulfillment-orders/{id}/ship',
  'POST /v1/fulfillment-orders/{id}/give-up',
  'POST /v1/fulfillment-orders/{id}/waybill',
  'DELETE /v1/fulfillment-orders/{id}/waybill',
  'GET /v1/fulfillment-orders/{id}/label',
  'POST /v1/fulfillment-orders/{id}/pickup-code',
  'POST /v1/fulfillment-orders/{id}/extend',
  'GET /v1/fulfillment-orders/{id}/pickup-code',
  'POST /v1/locations/{id}/redeem',
  'POST /v1/cancellations/{id}/agree',
  'POST /v1/cancellations/{id}/refuse',
  'POST /v1/carriers/{carrier}/tracking',
  'POST /v1/orders/{id}/holds',
  'POST /v1/orders/{id}/holds/{key}/release',
  'POST /v1/orders/{id}/route',
  'POST /v1/offers/{id}/reassign',
  'GET /v1/attention',
  'POST /v1/attention/{id}/resolve',
  'POST /v1/orders/{id}/refunds',
  'POST /v1/refunds/{id}/retry',
  'POST /v1/refunds/{id}/settle-outside',
  'GET /v1/orders/{id}/timeline',
  'GET /v1/orders/{id}/explanation',
  'POST /v1/routing/dry-run',
  'PUT /v1/channels/{id}',
  'PUT /v1/locations/{id}',
  'POST /v1/locations/{id}/pause',
  'POST /v1/locations/{id}/resume',
  'PUT /v1/products/{sku}',
  'POST /v1/stock/receipts',
  'POST /v1/stock/counts',
  'GET /v1/stock',
  'GET /v1/webhook-deliveries',
  'POST /v1/webhook-deliveries/{id}/redeliver',
  'GET /healthz',
  'GET /readyz',
];

test('the contract of version 1 is in the document, whole', () => {
  expect(contract.filter((one) => !operations.some(([name]) => name === one))).toEqual([]);
});

test('the document and the routes that are served are the same', () => {
  expect(operations.map(([name]) => name).toSorted()).toEqual(
    routes.map((r) => `${r.method.toUpperCase()} ${r.path.replaceAll(/:(\w+)/g, '{$1}')}`).toSorted(),
  );
});

describe.each(operations)('%s', (_, { path, method, operation }) => {
  const route = routes.find((r) => r.method === method && r.path.replaceAll(/:(\w+)/g, '{$1}') === path);

  test('says what it does and who may call it', () => {
    expect(operation.summary).toMatch(/\w{3}/);
    expect(operation.tags).toHaveLength(1);
    expect(operation.description).toBe(
      `May be called by: ${[route?.roles ?? []].flat().join(', ')}.` +
        (route?.needs ? ` An operator's key needs the scope ${route.needs}.` : ''),
    );
    expect(operation.security).toEqual(Array.isArray(route?.roles) ? [{ bearer: [] }] : undefined);
  });
  test('says what it answers, when it works and when it does not', () => {
    expect(Object.keys(operation.responses).some((status) => /^2\d\d$/.test(status))).toBe(true);
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^([1-5]\d\d|default)$/);
      expect(description).not.toBe('');
      expect(Object.keys(content ?? {})).toEqual(
        status === 'default'
          ? ['application/problem+json']
          : route?.produces
            ? [route.produces]
            : ['application/json', ...(route?.plainText ? ['text/plain'] : [])],
      );
    }
    expect(operation.responses['default']?.content?.['application/problem+json']?.schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
  });
  test('names every part of its path, as required, and each parameter once', () => {
    const parameters = operation.parameters ?? [];
    expect(
      parameters
        .filter((p) => p.in === 'path')
        .map((p) => p.name)
        .toSorted(),
    ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').toSorted());
    expect(parameters.filter((p) => p.in === 'path' && p.required !== true)).toEqual([]);
    expect(parameters.filter((p) => !['path', 'query', 'header'].includes(p.in) || p.schema === undefined)).toEqual([]);
    expect(new Set(parameters.map((p) => `${p.in} ${p.name}`)).size).toBe(parameters.length);
  });
  test('takes a body exactly where the route does', () => {
    expect(operation.requestBody !== undefined).toBe(route?.body !== undefined || route?.consumes !== undefined);
    if (operation.requestBody)
      expect(Object.keys(operation.requestBody.content)).toEqual([route?.consumes ?? 'application/json']);
  });
});

/** Every object in the document, with its place. */
function* within(value: unknown, at = '#'): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Json];
  for (const [key, inner] of Object.entries(value)) yield* within(inner, `${at}/${key}`);
}

test('it is OpenAPI 3.1: versions, unique operations, references that lead somewhere, types of JSON Schema', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.info).toMatchObject({ title: 'Baton', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(
    Object.keys(document).filter(
      (key) =>
        ![
          'openapi',
          'info',
          'servers',
          'paths',
          'webhooks',
          'components',
          'security',
          'tags',
          'externalDocs',
          'jsonSchemaDialect',
        ].includes(key),
    ),
  ).toEqual([]);
  expect(Object.keys(document.paths).filter((path) => !path.startsWith('/'))).toEqual([]);
  expect(new Set(operations.map(([, { operation }]) => operation.operationId)).size).toBe(operations.length);
  for (const [at, node] of within(document)) {
    if (typeof node['$ref'] === 'string')
      expect([at, Object.keys(document.components.schemas)]).toEqual([
        at,
        expect.arrayContaining([node['$ref'].replace('#/components/schemas/', '')]),
      ]);
    if (typeof node['type'] === 'string' && !at.endsWith('/properties') && !at.includes('securitySchemes'))
      expect([at, ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']]).toEqual([
        at,
        expect.arrayContaining([node['type']]),
      ]);
    if (typeof node['pattern'] === 'string' && !at.endsWith('/properties'))
      expect(() => new RegExp(node['pattern'] as string, 'u')).not.toThrow();
    expect([at, node['nullable']]).toEqual([at, undefined]);
  }
});

test('an operator sees how long something has waited and how loudly it asks', () => {
  const page = document.components.schemas['AttentionPage'] as unknown as {
    properties: { items: { items: { properties: Record<string, Json>; required: string[] } } };
  };
  const item = page.properties.items.items;
  expect(item.properties['escalation']).toMatchObject({ enum: ['NEW', 'AGED', 'OVERDUE'] });
  expect(item.required).toEqual(expect.arrayContaining(['escalation', 'ageSeconds', 'openedAt']));
});

describe('served', () => {
  let server: Server;
  let url = '';
  beforeAll(async () => {
    server = createApp({
      logger: pino({ level: 'silent' }),
      keyUse: { used: () => undefined },
      rateLimitPerMinute: 1000,
    } as unknown as ApiDeps).listen(0, '127.0.0.1');
    await new Promise((done) => {
      server.once('listening', done);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((done) => {
      server.close(done);
    });
  });

  test('the document is the one that was checked', async () => {
    expect(await (await fetch(`${url}/openapi.json`)).json()).toEqual(document);
  });

  test('its page comes with all that it needs from this server, and asks no other', async () => {
    const response = await fetch(`${url}/docs/`);
    const page = await response.text();
    const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1] ?? '');
    expect(asked.length).toBeGreaterThan(4);
    for (const one of asked)
      expect([one, new URL(one, `${url}/docs/`).host, (await fetch(new URL(one, `${url}/docs/`))).status]).toEqual([
        one,
        new URL(url).host,
        200,
      ]);
    const initializer = await (await fetch(`${url}/docs/swagger-initializer.js`)).text();
    expect(initializer).toMatch(/url:'\/openapi\.json'/);
    expect(initializer).toMatch(/validatorUrl:null/);
    expect(response.headers.get('content-security-policy')).not.toMatch(/https?:|upgrade-insecure-requests|\*/);
  });

  test('a path that is there but not for this method says so, and which it takes', async () => {
    for (const [method, status] of [
      ['DELETE', 405],
      ['TRACE', 405],
      ['OPTIONS', 204],
    ] as const) {
      const response =
        method === 'TRACE' ? await trace(`${url}/v1/orders`) : await fetch(`${url}/v1/orders`, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, status, 'POST, GET, HEAD']);
    }
    expect((await fetch(`${url}/v1/no-such-path`)).status).toBe(404);
  });
});

/** fetch refuses to trace. */
async function trace(url: string): Promise<Response> {
  const { request } = await import('node:http');
  return new Promise((done, failed) => {
    request(url, { method: 'TRACE' }, (res) => {
      res.resume();
      done(new Response(null, { status: res.statusCode ?? 0, headers: { allow: res.headers.allow ?? '' } }));
    })
      .once('error', failed)
      .end();
  });
}
