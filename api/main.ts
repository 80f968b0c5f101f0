// The api process: answers until it is told to stop, then finishes what it has begun.
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { loadConfig } from '../config.ts';
import { acceptOrders } from '../db/intake.ts';
import { openOrm } from '../db/orm.ts';
import { pickupKeys } from '../db/pickup-keys.ts';
import { createApp } from './app.ts';
import { intakeLine } from './intake-line.ts';

const config = loadConfig();
const logger = pino({ level: config.LOG_LEVEL, base: { process: 'api' } });
const orm = await openOrm(config.DATABASE_URL, { max: 10, statementTimeoutMs: 5000, lockTimeoutMs: 2000 });
const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS });
const app = createApp({
  orm, takeIn: intakeLine((intakes) => acceptOrders(orm.em.fork(), intakes)), connection, client: new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }), pickupKeys: pickupKeys(config.PICKUP_PEPPER, config.PICKUP_KEY_ID), logger,
  carrierWebhookSecret: config.CARRIER_WEBHOOK_SECRET, rateLimitPerMinute: config.RATE_LIMIT_PER_MINUTE, temporalUiUrl: config.TEMPORAL_UI_URL ?? null, namespace: config.TEMPORAL_NAMESPACE,
});
const server = app.listen(config.PORT, config.HOST, (error?: Error) => {
  if (error) {
    process.stderr.write(`the api cannot listen on ${config.HOST}:${config.PORT}: ${error.message}\n`);
    process.exit(1);
  }
  logger.info({ port: config.PORT }, 'listening');
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), 15_000).unref();
  server.close(() => { void Promise.allSettled([connection.close(), orm.close()]).then(() => process.exit(0)); });
});
