import { Client, Connection } from '@temporalio/client';
import type { WorkflowLookup } from '../../db/invariants/check.ts';
import { lastRun, runningWorkflows } from '../../worker/order-runs.ts';
import type { Settings } from '../supervisor/settings.ts';

/** Connects to the Temporal server of the settings; `close` ends the connection. */
export async function openWorkflowLookup(
  settings: Pick<Settings, 'TEMPORAL_ADDRESS' | 'TEMPORAL_PORT' | 'TEMPORAL_NAMESPACE'>,
): Promise<WorkflowLookup & { close: () => Promise<void> }> {
  const address = settings.TEMPORAL_ADDRESS ?? `127.0.0.1:${settings.TEMPORAL_PORT}`;
  const connection = await Connection.connect({ address }).catch(() => {
    throw new Error(`Temporal does not answer at ${address}: say with TEMPORAL_ADDRESS where it is.`);
  });
  const client = new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE });
  return {
    isRunning: async (workflowId) => (await lastRun(client, workflowId))?.isRunning ?? false,
    listRunning: () => runningWorkflows(client),
    close: () => connection.close(),
  };
}
