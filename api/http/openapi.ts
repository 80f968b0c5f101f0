// The OpenAPI document, built from the routes, so that it cannot differ from them.
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';
import { ProblemBody } from './problems.ts';
import type { Route } from './route.ts';
import { idempotencyKey } from '../contract/order-in.ts';

const problem = {
  description: 'A problem with a code',
  content: { 'application/problem+json': { schema: ProblemBody } },
};

const file = (type: string) => ({ [type]: { schema: z.string() } });

function operation(route: Route): ZodOpenApiOperationObject {
  const json = {
    'application/json': { schema: (route.answer ?? z.unknown()) as z.ZodType },
    ...(route.plainText ? { 'text/plain': { schema: z.string() } } : {}),
  };
  const success = { description: 'Done', content: route.produces ? file(route.produces) : json };
  const access = typeof route.roles === 'string' ? route.roles : route.roles.join(', ');
  return {
    summary: route.summary,
    tags: [route.tag],
    description: `May be called by: ${access}.`,
    operationId: `${route.method} ${route.path}`.replaceAll(/[^a-z0-9]+/gi, '-'),
    ...(Array.isArray(route.roles) ? { security: [{ bearer: [] }] } : {}),
    requestParams: {
      ...(route.params ? { path: route.params as z.ZodObject } : {}),
      ...(route.query ? { query: route.query as z.ZodObject } : {}),
      ...(route.method === 'get' || route.roles === 'signed'
        ? {}
        : { header: z.object({ 'Idempotency-Key': idempotencyKey.optional() }) }),
    },
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: route.body } },
          },
        }
      : {}),
    ...(route.consumes ? { requestBody: { required: true, content: file(route.consumes) } } : {}),
    responses: {
      [route.status]: success,
      ...Object.fromEntries((route.statuses ?? []).map((s) => [s, success])),
      default: problem,
    },
  };
}

/** OpenAPI 3.1 of these routes. */
export function openApiOf(routes: Route[]): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path.replaceAll(/:(\w+)/g, '{$1}')] ??= {})[route.method] = operation(route);
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Baton',
      version: '1.0.0',
      description:
        "Carries an order from a sales channel to the buyer's hands. Amounts are whole minor units, instants ISO 8601.",
    },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths: paths as ZodOpenApiPathsObject,
  });
}
