// One worker: workflows, activities, outbox and sweeps over one connection, stopped in the right order.
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
  /** The bundled workflow code; without it the worker bundles it itself. */
  bundle?: WorkflowBundleOption;
  options?: Partial<WorkerOptions>;
}
export interface RunningWorker {
  stop: () => Promise<void>;
  finished: Promise<void>;
}

/**
 * Configures the SDK's workflow thread, which starts later. No stacks: the SDK takes one per promise, for a query about
 * waiting workflows, and spent more than half of that thread's time on it; an order lists its own waits, and a replay
 * shows the stack of a bug. A small young generation: the garbage of 500 open orders took 75 MB more.
 */
function setUpWorkflowThread(): void {
  setFlagsFromString('--stack-trace-limit=0');
  setFlagsFromString('--max-semi-space-size=4'); // megabytes
}

/** As many activities as connections: one that waits for a connection would only hold its slot. */
export function activitySlots(
  pool: number,
): Pick<Required<WorkerOptions>, 'maxConcurrentActivityTaskExecutions' | 'maxConcurrentLocalActivityExecutions'> {
  return { maxConcurrentActivityTaskExecutions: pool, maxConcurrentLocalActivityExecutions: Math.max(1, pool - 2) };
}

/** The options of all workers, whatever their task queue. */
export const workerOptions = {
  shutdownGraceTime: '30s',
  stickyQueueScheduleToStartTimeout: '5s',
  maxCachedWorkflows: 1000,
  ...activitySlots(poolSize),
} as const satisfies Partial<WorkerOptions>;

/** Starts the worker; `stop` finishes the work in progress and starts nothing new. */
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
      connection,
      taskQueue,
      logger,
      retentionDays: settings.retentionDays,
    }),
  ];
  const stop = async (): Promise<void> => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all([...loops.map((loop) => loop.stop()), finished]);
    await connection.close();
  };
  return { stop, finished };
}
