// Orders whose workflow is gone: terminated or failed in Temporal, deleted, or lost by a restore. The order is in our
// database, so that a new run takes up where it stands.
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import { openOrders, restartOf } from '../db/order/open-orders.ts';
import { orderWorkflowType, startOf, taskQueue as ordersQueue, workflowIdOf } from '../workflows/contract.ts';
import { lastRun, runningWorkflows } from './order-runs.ts';

export interface RestartDeps extends OrderDeps {
  client: Client;
  logger: Logger;
  taskQueue?: string | undefined;
}

/** A workflow that was started within this time is not looked for: lists of Temporal lag behind. */
export const graceSeconds = 60;

/** Starts the workflows of open orders again that do not run any more; returns their number. */
export async function restartGoneWorkflows(deps: RestartDeps, seconds = graceSeconds): Promise<number> {
  let running: Set<string> | null = null;
  let restarted = 0;
  for await (const ids of openOrders(deps.orm.em.fork(), seconds)) {
    running ??= await idsOf(runningWorkflows(deps.client));
    for (const id of ids) if (!running.has(workflowIdOf(id)) && (await restartIfGone(deps, id))) restarted += 1;
  }
  return restarted;
}

async function idsOf(listed: AsyncIterable<string>): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const id of listed) ids.add(id);
  return ids;
}

async function restartIfGone(deps: RestartDeps, orderId: string): Promise<boolean> {
  const last = await lastRun(deps.client, workflowIdOf(orderId));
  if (last?.isRunning === true) return false;
  const again = await restartOf(deps.orm.em.fork(), orderId);
  if (!again) return false;
  const restarts = again.restarts + 1;
  await handleMessage(deps, orderId, {
    id: `restart-${last?.runId ?? `lost-${restarts}`}`,
    by: 'baton',
    name: 'workflowRestarted',
    body: { restarts },
  });
  deps.logger.warn({ orderId, lastRun: last?.runId ?? 'unknown to Temporal', restarts }, 'workflow restarted');
  return deps.client.workflow
    .start(orderWorkflowType, {
      ...startOf(again.start),
      taskQueue: deps.taskQueue ?? ordersQueue,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    })
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      },
    );
}
