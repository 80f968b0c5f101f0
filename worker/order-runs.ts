// The runs of the orders' workflows, as Temporal knows them.
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { orderWorkflowType } from '../workflows/contract.ts';

/** The ids of all running order workflows; the list may lag behind. */
export async function* runningWorkflows(client: Client): AsyncGenerator<string> {
  for await (const { workflowId } of client.workflow.list({
    query: `WorkflowType="${orderWorkflowType}" AND ExecutionStatus="Running"`,
    pageSize: 1000,
  }))
    yield workflowId;
}

/** The last run of a workflow, as it is now; null when Temporal knows none. */
export async function lastRun(
  client: Client,
  workflowId: string,
): Promise<{ runId: string; isRunning: boolean } | null> {
  try {
    const { runId, status } = await client.workflow.getHandle(workflowId).describe();
    return { runId, isRunning: status.name === 'RUNNING' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
