// One worker: workflows, activities, outbox and sweeps over one connection, drained in the right order.
import { Client } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { setFlagsFromString } from 'node:v8';
import { createActivities, type ActivityDeps } from '../activities/index.ts';
import { channelStreams, orderStreams } from '../db/channels/write-backs.ts';
import { taskQueue as ordersQueue } from '../workflows/contract.ts';
import { workflowsPath } from './bundle.ts';
import { heartbeats } from './heartbeats.ts';
import { startWorkflowStarts, startWriteBacks } from './outbox.ts';
import { startSweeps } from './sweeps.ts';

export const poolSize = 20;
export interface WorkerSettings {
  address: string;
  namespace: string;
  taskQueue?: string;
  activities: ActivityDeps;
  outboxOrm: ActivityDeps['orm'];
  logger: Logger;
  retentionDays: number;
  /** The workflow code, bundled before; without it the worker bundles itself. */ bundle?: WorkflowBundleOption;
  options?: Partial<WorkerOptions>;
}
export interface RunningWorker {
  stop: () => Promise<void>;
  finished: Promise<void>;
}

/**
 * How the SDK's workflow thread, which is started later, runs. No stacks: the SDK takes one for every promise, for a
 * query that shows where a workflow waits, and spent more than half of that thread's time on it; an order says itself
 * what it waits for, and the stack of a bug is seen when its history is replayed. Little room for what has just been
 * made: garbage of 500 open orders took 75 MB more.
 */
function setUpWorkflowThread(): void {
  setFlagsFromString('--stack-trace-limit=0');
  setFlagsFromString('--max-semi-space-size=4'); // megabytes
}

/** How our workers work, whatever their task queue. */
export const workerOptions = {
  shutdownGraceTime: '30s',
  stickyQueueScheduleToStartTimeout: '5s',
  maxCachedWorkflows: 1000,
  maxConcurrentActivityTaskExecutions: poolSize,
  maxConcurrentLocalActivityExecutions: poolSize - 2,
} as const satisfies Partial<WorkerOptions>;

/** Starts it; `stop` finishes what has begun and starts nothing new. */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { namespace, taskQueue = ordersQueue, logger } = settings;
  setUpWorkflowThread();
  const connection = await NativeConnection.connect({ address: settings.address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities: createActivities(settings.activities),
    ...(settings.bundle === undefined
      ? { workflowsPath, bundlerOptions: { preloadModules: [workflowsPath] } }
      : { workflowBundle: settings.bundle }),
    interceptors: { activity: [heartbeats] },
    ...workerOptions,
    ...settings.options,
  });
  const finished = worker.run();
  const client = new Client({ connection, namespace });
  const loops = [
    startWorkflowStarts({ orm: settings.outboxOrm, client, logger, taskQueue }),
    ...[orderStreams, channelStreams].map((kind) => startWriteBacks({ orm: settings.outboxOrm, logger }, kind)),
    ...startSweeps({
      orm: settings.outboxOrm,
      pickupKeys: settings.activities.pickupKeys,
      client,
      logger,
      retentionDays: settings.retentionDays,
    }),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(loops.map((loop) => loop.stop()));
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await finished;
    await connection.close();
  };
  return { stop, finished };
}
