// What an order cost in Temporal: events, workflow tasks, transitions; read from the server.
import proto from '@temporalio/proto';
import { workflowIdOf } from '../../domain/order/ids.ts';
import { until, type WholeSystem } from './whole-system.ts';

export interface Cost {
  events: number;
  tasks: number;
  transitions: number;
  historyBytes: number;
  kinds: string[];
}

/**
 * Counts an order's history once nothing is under way; workflow tasks are those completed. What an effect has written
 * into our tables its history hears of a little later: whoever counts at once counts one event less than whoever counts
 * again.
 */
export async function costOf(system: WholeSystem, orderId: string): Promise<Cost> {
  const handle = system.temporal.workflow.getHandle(workflowIdOf(orderId));
  await until(
    () => handle.describe(),
    ({ raw }) => (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask,
    { what: 'a workflow at rest' },
  );
  const [history, described] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const kinds = (history.events ?? []).map(
    (e) => proto.temporal.api.enums.v1.EventType[e.eventType ?? 0]?.replace('EVENT_TYPE_', '') ?? '?',
  );
  return {
    events: kinds.length,
    tasks: kinds.filter((k) => k === 'WORKFLOW_TASK_COMPLETED').length,
    kinds,
    transitions: Number(described.raw.workflowExecutionInfo?.stateTransitionCount ?? 0),
    historyBytes: Number(described.raw.workflowExecutionInfo?.historySizeBytes ?? 0),
  };
}

/** The cost of a life that is over. */
export const finalCostOf = (system: WholeSystem, orderId: string): Promise<Cost> =>
  until(
    () => costOf(system, orderId),
    (c) => c.kinds.at(-1) === 'WORKFLOW_EXECUTION_COMPLETED',
    { what: 'the end of the workflow' },
  );

/**
 * What people have said to an order, as its history tells it: the name of the message, and TAKEN or the code of the
 * refusal. What was refused at the door left no trace.
 */
export async function saidTo(system: WholeSystem, orderId: string): Promise<{ name: string; outcome: string }[]> {
  const { events } = await system.temporal.workflow.getHandle(workflowIdOf(orderId)).fetchHistory();
  const completed = (events ?? []).flatMap((e) => e.workflowExecutionUpdateCompletedEventAttributes ?? []);
  return (events ?? [])
    .flatMap((e) => e.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? [])
    .map(({ meta, input }) => {
      const outcome = completed.find((c) => c.meta?.updateId === meta?.updateId)?.outcome;
      return {
        name: input?.name ?? '',
        outcome: outcome?.success ? 'TAKEN' : (outcome?.failure?.applicationFailureInfo?.type ?? 'OPEN'),
      };
    });
}
