// The cost of an order in Temporal: events, workflow tasks, transitions; read from the server.
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
 * Counts an order's history once nothing is under way; workflow tasks are the completed ones. The history gets the
 * result of an effect a little later than our tables: an early count would miss one event.
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

/** The cost of a closed order. */
export const finalCostOf = (system: WholeSystem, orderId: string): Promise<Cost> =>
  until(
    () => costOf(system, orderId),
    (c) => c.kinds.at(-1) === 'WORKFLOW_EXECUTION_COMPLETED',
    { what: 'the end of the workflow' },
  );

/**
 * The messages of people to an order, from its history: the name of the message, and TAKEN or the code of the refusal.
 * A refusal by the validator leaves no trace.
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

/** All that an order's history holds, in clear text. */
export async function historyOf(system: WholeSystem, orderId: string): Promise<string> {
  const history = await system.temporal.workflow.getHandle(workflowIdOf(orderId)).fetchHistory();
  const texts: string[] = [];
  JSON.stringify(history, (_key, value: unknown) => {
    if (
      value instanceof Uint8Array ||
      (typeof value === 'object' && value !== null && (value as { type?: string }).type === 'Buffer')
    )
      texts.push(Buffer.from(value as Uint8Array).toString('utf8'));
    return value;
  });
  for (const event of history.events ?? [])
    for (const payload of JSON.stringify(event).matchAll(/"data":"([A-Za-z0-9+/=]+)"/g))
      texts.push(Buffer.from(payload[1] ?? '', 'base64').toString('utf8'));
  return texts.join('\n');
}
