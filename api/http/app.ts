// The express app, built from the routes: authenticate, limit, parse, authorize, handle, answer.
import { randomUUIDv7 } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { scopes } from '../../auth/api-key.ts';
import { authenticator, keyless, personFinder, type Principal } from './authenticate.ts';
import type { ApiDeps } from './deps.ts';
import { openApiOf } from './openapi.ts';
import { noMethod, noRoute, Problem, problemHandler } from './problems.ts';
import { requireScope } from './require-scope.ts';
import type { Call, Route } from './route.ts';
import { routes as allRoutes } from '../routes.ts';
import { idempotencyKey as idempotencyKeyIn } from '../contract/order-in.ts';

/** The app; throws when a route does not declare its roles, or the scope that operators need. */
export function createApp(deps: ApiDeps, routes: Route[] = allRoutes): Express {
  const app = express().disable('x-powered-by').set('query parser', 'simple');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  app.use(requestLog(deps), helmet({ contentSecurityPolicy: { directives: ownHostOnly } }), timing(registry));
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  serveDocs(app, openApiOf(routes));
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: deps.rateLimitPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: callerKey,
      skip: (req) => req.path === '/healthz' || req.path === '/readyz',
      handler: () => {
        throw new Problem('RATE_LIMITED', 'slow down', { retryAfterSeconds: 10 });
      },
    }),
  );
  app.use(
    express.json({
      limit: '1mb',
      strict: false,
      verify: (req, _res, body) => {
        (req as { rawBody?: Buffer }).rawBody = body;
      },
    }),
  );
  const fork = () => deps.orm.em.fork();
  const gate = { authenticate: authenticator(fork), withPerson: personFinder(fork), used: deps.keyUse.used };
  for (const route of routes) app[route.method](route.path, handlerOf(route, deps, gate));
  for (const [path, methods] of methodsByPath(routes)) app.all(path, noMethod(methods));
  app.use(noRoute, problemHandler);
  return app;
}

/** The methods of each path for the Allow header; HEAD comes with GET. */
function methodsByPath(routes: Route[]): Map<string, string[]> {
  const methods = Map.groupBy(routes, (r) => r.path);
  return new Map(
    [...methods].map(([path, of]) => [
      path,
      of.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])),
    ]),
  );
}

/** The rate limit counts per key, and per address without one. */
const callerKey = (req: Request): string => req.get('authorization') ?? req.socket.remoteAddress ?? 'unknown';

interface Gate {
  authenticate: (req: Request) => Promise<Principal>;
  withPerson: (req: Request, principal: Principal) => Promise<Principal>;
  used: (keyId: string) => void;
}

/** Who calls, for the log; whose key expires soon is told so, also with a refusal. */
async function authorize(route: Route, { req, res }: { req: Request; res: Response }, gate: Gate): Promise<Principal> {
  if (typeof route.roles === 'string') return keyless('carrier', '');
  const principal = await gate.authenticate(req);
  const { role, keyId, expiresSoonAt } = principal;
  gate.used(keyId);
  res.locals['caller'] = { role, keyId };
  if (expiresSoonAt !== null) res.set('Baton-Key-Expires', expiresSoonAt);
  if (!route.roles.includes(role))
    throw new Problem('FORBIDDEN', `for ${route.roles.join(', ')}; this key is a ${role}'s`);
  requireScope(principal, route.needs);
  const whole = await gate.withPerson(req, principal);
  res.locals['caller'] = { role, keyId, person: whole.person };
  return whole;
}

/** Throws when a route does not declare its roles, or which scope operators need. */
function requireDeclared({ roles, needs, method, path }: Route): void {
  if (!(roles === 'public' || roles === 'signed' || (Array.isArray(roles) && roles.length > 0)))
    throw new Error(`${method} ${path} does not say who may call it`);
  const forOperators = Array.isArray(roles) && roles.includes('operator');
  if (forOperators !== scopes.some((scope) => scope === needs))
    throw new Error(`${method} ${path} does not say which scope operators need, or says it without them`);
}

function handlerOf(route: Route, deps: ApiDeps, gate: Gate): RequestHandler {
  requireDeclared(route);
  return async (req, res) => {
    const principal = await authorize(route, { req, res }, gate);
    const idempotencyKey = req.get('idempotency-key') ?? null;
    if (idempotencyKey !== null && !idempotencyKeyIn.safeParse(idempotencyKey).success)
      throw new Problem('VALIDATION', 'Idempotency-Key: 1 to 200 visible characters');
    const call = {
      params: route.params?.parse(req.params),
      query: route.query?.parse(req.query),
      body: route.body?.parse(req.body),
      principal,
      deps,
      req,
      res,
      idempotencyKey,
    } as Call<never, never, never>;
    res.status(route.status);
    const answer = await route.handle(call);
    if (!res.headersSent) res.json(answer);
  };
}

/** Logs one JSON line per request: role, key id, person's code, route, duration; no bodies, keys, personal data. */
function requestLog(deps: ApiDeps): RequestHandler {
  return pinoHttp({
    logger: deps.logger,
    genReqId: () => randomUUIDv7(),
    customProps: (_req, res) => ((res as Response).locals['caller'] as object | undefined) ?? {},
    autoLogging: { ignore: (req) => req.url === '/healthz' || req.url === '/readyz' || req.url === '/metrics' },
    serializers: {
      req: (req: { id: unknown; method: string; url: string }) => ({
        id: req.id,
        method: req.method,
        path: req.url.split('?')[0],
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
      err: (err: { type?: string; message?: string }) => ({ type: err.type, message: err.message?.split('\n')[0] }),
    },
  });
}

function timing(registry: Registry): RequestHandler {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  return (req, res, next) => {
    const end = seconds.startTimer();
    res.on('finish', () =>
      end({
        method: req.method,
        route: (req.route as { path?: string } | undefined)?.path ?? 'other',
        status: String(res.statusCode),
      }),
    );
    next();
  };
}

/** The pages load nothing from other hosts, and are served over plain HTTP where no proxy precedes them. */
const ownHostOnly = {
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", 'data:'],
  upgradeInsecureRequests: null,
};

/**
 * Serves the OpenAPI document and its page without other hosts; the initializer is a file, because inline scripts are
 * forbidden.
 */
function serveDocs(app: Express, document: object): void {
  const ui = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.get('/openapi.json', (_req, res) => {
    res.json(document);
  });
  app.get('/docs/swagger-initializer.js', (_req, res) => {
    res
      .type('js')
      .send(
        "window.onload=()=>{window.ui=SwaggerUIBundle({url:'/openapi.json',dom_id:'#swagger-ui'," +
          'presets:[SwaggerUIBundle.presets.apis,SwaggerUIStandalonePreset],' +
          "layout:'StandaloneLayout',validatorUrl:null})}",
      );
  });
  app.use('/docs', express.static(ui));
}
