// The OpenAPI document, built from the routes, so that it cannot differ from them.
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { z } from 'zod';
import { ProblemBody } from './problems.ts';
import type { Route } from './route.ts';
import { personCode } from '../contract/key-in.ts';
import { idempotencyKey } from '../contract/order-in.ts';

const problem = {
  description: 'A problem with a code',
  content: { 'application/problem+json': { schema: ProblemBody } },
};

const file = (type: string) => ({ [type]: { schema: z.string() } });

/** Persons stand behind the keys of locations and operators. */
const hasPersons = ({ roles }: Route): boolean =>
  Array.isArray(roles) && (roles.includes('location') || roles.includes('operator'));

const keyExpires = z.iso
  .datetime({ offset: true })
  .optional()
  .describe('When the key expires, if that is within 14 days: rotate it');

function successOf(route: Route): ZodOpenApiResponseObject {
  const json = {
    'application/json': { schema: (route.answer ?? z.unknown()) as z.ZodType },
    ...(route.plainText ? { 'text/plain': { schema: z.string() } } : {}),
  };
  return {
    description: 'Done',
    content: route.produces ? file(route.produces) : json,
    ...(Array.isArray(route.roles) ? { headers: z.object({ 'Baton-Key-Expires': keyExpires }) } : {}),
  };
}

function operation(route: Route): ZodOpenApiOperationObject {
  const success = successOf(route);
  const access = typeof route.roles === 'string' ? route.roles : route.roles.join(', ');
  const need = route.needs === undefined ? '' : ` An operator's key needs the scope ${route.needs}.`;
  return {
    summary: route.summary,
    tags: [route.tag],
    description: `May be called by: ${access}.${need}`,
    operationId: `${route.method} ${route.path}`.replaceAll(/[^a-z0-9]+/gi, '-'),
    ...(Array.isArray(route.roles) ? { security: [{ bearer: [] }] } : {}),
    requestParams: {
      ...(route.params ? { path: route.params as z.ZodObject } : {}),
      ...(route.query ? { query: route.query as z.ZodObject } : {}),
      header: z.object({
        ...(route.method === 'get' || route.roles === 'signed' ? {} : { 'Idempotency-Key': idempotencyKey.optional() }),
        ...(hasPersons(route) ? { 'X-Person': personCode.optional() } : {}),
      }),
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
