// The API as a running service: opened from its settings, listening, and stopped after its open requests.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Express } from 'express';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Client, Connection } from '@temporalio/client';
import { pino, type LevelWithSilent } from 'pino';
import { acceptOrders } from '../db/order/take-in-orders.ts';
import { openOrm } from '../db/connection/orm.ts';
import { pickupKeys } from '../auth/pickup-code.ts';
import { countWaiting } from '../db/order/start-queue.ts';
import { noteUse } from '../db/setup/api-keys.ts';
import { refuseDemoKeys } from './demo-keys.ts';
import { createApp } from './http/app.ts';
import type { ApiDeps } from './http/deps.ts';
import { noteKeyUse } from './http/key-use.ts';
import { checkReadiness } from './http/readiness.ts';
import { carrierSecrets } from '../auth/carrier-secret.ts';
import { shedAbove, watchStartBacklog } from './intake/backpressure.ts';
import { groupCommit, type GroupCommitSettings } from './intake/group-commit.ts';

/** The part of the configuration that the API needs. */
export interface ApiSettings {
  DATABASE_URL: string;
  TEMPORAL_ADDRESS: string;
  TEMPORAL_NAMESPACE: string;
  TEMPORAL_UI_URL?: string | undefined;
  HOST: string;
  NODE_ENV?: string | undefined;
  PORT: number;
  LOG_LEVEL: LevelWithSilent;
  RATE_LIMIT_PER_MINUTE: number;
  MOST_WAITING_ORDERS: number;
  PICKUP_PEPPER: string;
  PICKUP_KEY_ID: string;
  CARRIER_WEBHOOK_SECRET: string;
  /** Seconds between the wish to stop and the end, in which /readyz says no. */
  DB_POOL?: number | undefined;
  DRAIN_SECONDS?: number | undefined;
}

/** Longer than a balancer keeps an idle connection: it must not reuse one that we close at this moment. */
const keepAliveMs = 75_000;
/** A backlog of about ten seconds of a worker's time. */
const longBacklog = 200;

/**
 * Starts the API; `lineSettings` override the group commit. Throws when the port is taken, or when others could use
 * keys of the demo; `stop` finishes open requests.
 */
export async function serveApi(
  settings: ApiSettings,
  lineSettings: Partial<GroupCommitSettings> = {},
): Promise<{ stop: () => Promise<void> }> {
  const logger = pino(
    { level: settings.LOG_LEVEL, base: { process: 'api' } },
    pino.destination({ sync: false, minLength: 4096, periodicFlush: 100 }),
  ); // one write for many lines; the rest is flushed at the exit
  const orm = await openDatabase(settings);
  const connection = Connection.lazy({ address: settings.TEMPORAL_ADDRESS });
  const keyUse = noteKeyUse((ids) => noteUse(orm.em.fork(), ids));
  const readiness = checkReadiness({ orm, connection, namespace: settings.TEMPORAL_NAMESPACE });
  const app = createApp({
    ...intakeOf(orm, settings, lineSettings),
    ...secretsOf(settings),
    orm,
    connection,
    client: new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE }),
    keyUse,
    readiness,
    logger,
    rateLimitPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    temporalUiUrl: settings.TEMPORAL_UI_URL ?? null,
    namespace: settings.TEMPORAL_NAMESPACE,
  });
  const server = await listen(app, settings);
  logger.info({ port: settings.PORT }, 'listening');
  const stop = async (): Promise<void> => {
    readiness.drain();
    await sleep((settings.DRAIN_SECONDS ?? 0) * 1000);
    await new Promise((closed) => {
      server.close(closed);
    });
    await keyUse.stop();
    await Promise.allSettled([connection.close(), orm.close()]);
  };
  return { stop };
}

async function openDatabase(settings: ApiSettings): Promise<MikroORM> {
  const limits = { max: settings.DB_POOL ?? 10, statementTimeoutMs: 5000, lockTimeoutMs: 2000 };
  const orm = await openOrm(settings.DATABASE_URL, limits);
  await refuseDemoKeys(orm.em.fork(), settings).catch(async (error: unknown) => {
    await orm.close();
    throw error;
  });
  return orm;
}

async function listen(app: Express, { PORT, HOST }: ApiSettings): Promise<Server> {
  const server = app.listen(PORT, HOST);
  server.keepAliveTimeout = keepAliveMs;
  await once(server, 'listening');
  return server;
}

/** The way in of orders: many in one commit, and none while too many wait. */
function intakeOf(
  orm: MikroORM,
  settings: ApiSettings,
  lineSettings: Partial<GroupCommitSettings>,
): Pick<ApiDeps, 'takeIn'> {
  const backlog = watchStartBacklog((upTo) => countWaiting(orm.em.fork(), upTo), {
    upTo: settings.MOST_WAITING_ORDERS,
  });
  const line = groupCommit((intakes) => acceptOrders(orm.em.fork(), intakes), {
    mayWait: () => backlog() > longBacklog,
    ...lineSettings,
  });
  return { takeIn: shedAbove(line, backlog, settings.MOST_WAITING_ORDERS) };
}

const secretsOf = (settings: ApiSettings): Pick<ApiDeps, 'pickupKeys' | 'carrierSecrets'> => ({
  pickupKeys: pickupKeys(settings.PICKUP_PEPPER, settings.PICKUP_KEY_ID),
  carrierSecrets: carrierSecrets(settings.CARRIER_WEBHOOK_SECRET),
});
