// The whole product in one process on real PostgreSQL and a real Temporal server: API, worker, sandbox; used through
// the API only.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { carrierPort } from '../../activities/ports/carrier.ts';
import { paymentPort } from '../../activities/ports/payment.ts';
import { checkReadiness } from '../../api/http/readiness.ts';
import { createApp } from '../../api/http/app.ts';
import { carrierSecrets } from '../../auth/carrier-secret.ts';
import type { ApiDeps } from '../../api/http/deps.ts';
import { noteKeyUse } from '../../api/http/key-use.ts';
import { groupCommit } from '../../api/intake/group-commit.ts';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import { checkInvariants } from '../../db/invariants/invariants.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { noteUse } from '../../db/setup/api-keys.ts';
import { pickupKeys } from '../../auth/pickup-code.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { startWorker, type RunningWorker } from '../../worker/worker.ts';
import { testRetailer, testPepper } from './retailer.ts';
import { countSpending } from './spending.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown> & { code?: string };
}
export interface WholeSystem {
  url: string;
  sandbox: Sandbox;
  deps: ApiDeps;
  /** Writes which keys were used, as a running API does once a minute. */
  flushKeyUse: () => Promise<void>;
  temporal: Client;
  databaseUrl: string;
  /** One call; `as` names the key: operator, channel:shop, location:near. */
  call: (as: string, request: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Statements and commits so far, of API and worker and of the outbox; zero unless it was started `counted`. */
  spent: () => { roundTrips: number; writes: number; outboxRoundTrips: number; outboxWrites: number };
  /** Starts a worker, if the system was started without one. */
  startWorker: () => Promise<void>;
  /** Stops the system; fails when an invariant does not hold. */
  stop: () => Promise<void>;
}

let installed = false;

/** A fresh, migrated database of the test server. */
export async function freshDatabase(): Promise<string> {
  const url = `${process.env['TEST_DATABASE_URL'] ?? ''}/t_${randomUUID().replaceAll('-', '')}`;
  const orm = await openOrm(url);
  await migrate(orm);
  await orm.close();
  return url;
}

/** The root of the carriers' secrets. */
export const testCarrierRoot = `whsec_${Buffer.from(randomUUID()).toString('base64')}`;

/** A machine that runs many tests at once connects slowly; that is no fault. */
const connectTimeoutMs = 10_000;

/** Starts the system with the test retailer, and a channel per given policy besides `shop`. */
export async function startWholeSystem(
  channels: Record<string, Partial<ChannelPolicy>> = {},
  { worker: withWorker = true, counted = false, logTo }: { worker?: boolean; counted?: boolean; logTo?: Writable } = {},
): Promise<WholeSystem> {
  const logger = logTo ? pino({ level: 'trace' }, logTo) : pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
  if (!installed)
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: 'ERROR' } } as never,
    });
  installed = true;
  const databaseUrl = await freshDatabase();
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const taskQueue = `orders-${randomUUID()}`;
  const secrets = carrierSecrets(testCarrierRoot);
  const [orm, workerOrm, outboxOrm] = await Promise.all([
    openOrm(databaseUrl, { max: 10, statementTimeoutMs: 5000, lockTimeoutMs: 2000, connectTimeoutMs }),
    openOrm(databaseUrl, { max: 20, statementTimeoutMs: 1500, lockTimeoutMs: 1000 }),
    openOrm(databaseUrl),
  ]);
  const spending = counted
    ? {
        api: countSpending(orm),
        worker: countSpending(workerOrm),
        outbox: countSpending(outboxOrm),
      }
    : null;
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection, namespace: 'orders' });
  const keys = pickupKeys(testPepper, 'k1');
  const keyUse = noteKeyUse((ids) => noteUse(orm.em.fork(), ids), 86_400_000);
  const deps: ApiDeps = {
    orm,
    takeIn: groupCommit((intakes) => acceptOrders(orm.em.fork(), intakes)),
    connection,
    client: temporal,
    readiness: checkReadiness({ orm, connection, namespace: 'orders' }),
    pickupKeys: keys,
    keyUse,
    logger,
    carrierSecrets: secrets,
    rateLimitPerMinute: 1_000_000,
    temporalUiUrl: null,
    namespace: 'orders',
    taskQueue,
  };
  const server = createApp(deps).listen(0, '127.0.0.1');
  const url = await listening(server);
  const onlooker = counted ? await startOnlooker(deps, databaseUrl) : null;
  const sandbox = await createSandbox({ apiUrl: url, carrierSecrets: secrets });
  await seedRetailer(orm, testRetailer(channels, `${sandbox.url}/channel/webhooks`));
  const bundlePath = process.env['TEST_WORKFLOW_BUNDLE'];
  let worker: RunningWorker | undefined;
  const startOne = async (): Promise<void> => {
    worker = await startWorker({
      address,
      namespace: 'orders',
      taskQueue,
      logger,
      outboxOrm,
      retentionDays: 90,
      ...(bundlePath === undefined ? {} : { bundle: { codePath: bundlePath } }),
      activities: {
        orm: workerOrm,
        pickupKeys: keys,
        carrier: carrierPort(sandbox.url),
        payment: paymentPort(sandbox.url),
      },
    });
  };
  if (withWorker) await startOne();
  return {
    url,
    sandbox,
    deps,
    flushKeyUse: keyUse.flush,
    temporal,
    databaseUrl,
    call: callerOf(url, onlooker?.url),
    startWorker: startOne,
    spent: () => ({
      roundTrips: (spending?.api.roundTrips ?? 0) + (spending?.worker.roundTrips ?? 0),
      writes: (spending?.api.writes ?? 0) + (spending?.worker.writes ?? 0),
      outboxRoundTrips: spending?.outbox.roundTrips ?? 0,
      outboxWrites: spending?.outbox.writes ?? 0,
    }),
    stop: async () => {
      const broken = await checkInvariants(orm.em.fork(), { workerRuns: worker !== undefined });
      await worker?.stop();
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
      await sandbox.close();
      await onlooker?.stop();
      await Promise.all([orm.close(), workerOrm.close(), outboxOrm.close(), connection.close()]);
      if (broken.length > 0) throw new Error(`the invariants do not hold: ${JSON.stringify(broken.slice(0, 10))}`);
    },
  };
}

const listening = (server: Server): Promise<string> =>
  new Promise((done) => {
    server.once('listening', () => {
      done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

/** A second API for a test's own reads, so that they do not count as the order's. */
async function startOnlooker(deps: ApiDeps, databaseUrl: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const orm = await openOrm(databaseUrl);
  const server = createApp({ ...deps, orm }).listen(0, '127.0.0.1');
  return {
    url: await listening(server),
    stop: async () => {
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
      await orm.close();
    },
  };
}

function callerOf(url: string, readUrl = url): WholeSystem['call'] {
  return async (as, request, body, headers = {}) => {
    const [method = 'GET', path = '/'] = request.split(' ');
    const response = await fetch((method === 'GET' ? readUrl : url) + path, {
      method,
      headers: {
        ...(as === '' ? {} : { authorization: `Bearer key-${as.replace(':', '-')}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Answer['body'] };
  };
}

/** Retries until the condition holds; fails with the last value when the time is up. */
export async function until<T>(
  ask: () => Promise<T>,
  holds: (seen: T) => boolean,
  { seconds = 20, what = 'it' } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await ask();
    if (holds(seen)) return seen;
    if (performance.now() > end)
      throw new Error(
        `${what} did not become so within ${seconds} s; seen last: ${JSON.stringify(seen).slice(0, 3000)}`,
      );
    await sleep(25);
  }
}
