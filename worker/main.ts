// The worker process.
import { Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { carrierPort } from '../activities/ports/carrier.ts';
import { paymentPort } from '../activities/ports/payment.ts';
import { loadConfig } from '../config.ts';
import { openOrm } from '../db/connection/orm.ts';
import { pickupKeys } from '../auth/pickup-code.ts';
import { bundleWorkflowsApart } from './bundle.ts';
import { serveMetrics } from './metrics.ts';
import { sdkLogger } from './sdk-log.ts';
import { activitySlots, poolSize, startWorker } from './worker.ts';

const config = loadConfig();
const logger = pino({ level: config.LOG_LEVEL, base: { process: 'worker' } });
Runtime.install({ shutdownSignals: [], logger: sdkLogger(logger) });

const pool = config.DB_POOL ?? poolSize;
const orm = await openOrm(config.DATABASE_URL, { max: pool, statementTimeoutMs: 1500, lockTimeoutMs: 1000 });
const outboxOrm = await openOrm(config.DATABASE_URL, {
  max: config.OUTBOX_POOL,
  statementTimeoutMs: 5000,
  lockTimeoutMs: 2000,
});
const worker = await startWorker({
  address: config.TEMPORAL_ADDRESS,
  namespace: config.TEMPORAL_NAMESPACE,
  logger,
  outboxOrm,
  retentionDays: config.RETENTION_DAYS,
  options: activitySlots(pool),
  bundle:
    config.WORKFLOW_BUNDLE === undefined
      ? { code: await bundleWorkflowsApart() }
      : { codePath: config.WORKFLOW_BUNDLE },
  activities: {
    orm,
    pickupKeys: pickupKeys(config.PICKUP_PEPPER, config.PICKUP_KEY_ID),
    carrier: carrierPort(config.CARRIER_URL),
    payment: paymentPort(config.PAYMENT_URL),
  },
});
// only now: a healthy answer means that the worker works
const metrics = serveMetrics(outboxOrm, config.WORKER_METRICS_PORT, config.HOST);
logger.info({ taskQueue: 'orders' }, 'working');

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), 55_000).unref(); // longer than activities (30 s) and deliveries (20 s)
  await worker.stop();
  metrics.close();
  await Promise.allSettled([orm.close(), outboxOrm.close()]);
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    void stop();
  });
worker.finished.catch((error: unknown) => {
  logger.error({ err: error instanceof Error ? error.message : 'unknown' }, 'the worker has ended');
  process.exit(1);
});
