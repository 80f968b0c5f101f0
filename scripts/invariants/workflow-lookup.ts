import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowLookup } from '../../db/invariants/check.ts';
import { orderWorkflowType } from '../../workflows/contract.ts';
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
    isRunning: (workflowId) => isRunning(client, workflowId),
    async *listRunning() {
      for await (const { workflowId } of client.workflow.list({
        query: `WorkflowType="${orderWorkflowType}" AND ExecutionStatus="Running"`,
        pageSize: 1000,
      }))
        yield workflowId;
    },
    close: () => connection.close(),
  };
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
