// A worker in a separate process, with a bundle that a test chose, so that it can be killed.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { carrierPort } from '../../activities/ports/carrier.ts';
import { paymentPort } from '../../activities/ports/payment.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { pickupKeys } from '../../auth/pickup-code.ts';
import { poolSize, startWorker } from '../../worker/worker.ts';
import { testPepper } from './retailer.ts';
import type { WholeSystem } from './whole-system.ts';

interface Settings {
  databaseUrl: string;
  address: string;
  taskQueue: string;
  sandboxUrl: string;
  bundlePath: string;
}
export interface WorkerProcess {
  kill: () => Promise<void>;
}

/** Starts a worker of that system; `kill` is kill -9. */
export async function startWorkerProcess(
  system: WholeSystem,
  { taskQueue, bundlePath }: { taskQueue: string; bundlePath: string },
): Promise<WorkerProcess> {
  const settings: Settings = {
    databaseUrl: system.databaseUrl,
    address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    taskQueue,
    sandboxUrl: system.sandbox.url,
    bundlePath,
  };
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(settings)], { execArgv: [] });
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  if (message !== 'working') throw new Error(`the worker ended with ${String(message)}`);
  return { kill: () => killed(child) };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function work({ databaseUrl, address, taskQueue, sandboxUrl, bundlePath }: Settings): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } as never });
  process.on('disconnect', () => {
    process.exit(0);
  }); // the test is over, however it ended
  const [orm, outboxOrm] = await Promise.all([
    openOrm(databaseUrl, { max: poolSize, statementTimeoutMs: 1500, lockTimeoutMs: 1000 }),
    openOrm(databaseUrl),
  ]);
  await startWorker({
    address,
    namespace: 'orders',
    taskQueue,
    bundle: { codePath: bundlePath },
    outboxOrm,
    retentionDays: 90,
    logger: pino({ level: 'silent' }),
    activities: {
      orm,
      pickupKeys: pickupKeys(testPepper, 'k1'),
      carrier: carrierPort(sandboxUrl),
      payment: paymentPort(sandboxUrl),
    },
  });
  process.send?.('working');
}

if (import.meta.main) await work(JSON.parse(process.argv[2] ?? '') as Settings);
