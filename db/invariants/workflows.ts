import type { EntityManager } from '@mikro-orm/postgresql';
import { workflowIdOf } from '../../domain/order/ids.ts';
import { isOpen, openOrders } from '../order/open-orders.ts';
import type { Check, CheckOptions, Violation, WorkflowLookup } from './check.ts';

const batchSize = 1000;
/** A workflow takes a moment to end after its order's last transaction, and to begin after its start. */
const graceSeconds = 30;

/**
 * I6: an open order has a running workflow or waits for its start, a closed order has none, and no workflow runs
 * without an order. The list of running workflows lags behind, so that each suspect is checked again by its id.
 */
export const workflowsMatchOrders: Check = async (em, options) => {
  const { temporal } = options;
  if (temporal === undefined) return null;
  const listedIds = new Set<string>();
  const violations: Violation[] = [];
  for await (const batch of inBatches(temporal.listRunning())) {
    for (const id of batch) listedIds.add(id);
    violations.push(...(await findWorkflowsTooMany(em, batch, { ...options, temporal })));
  }
  const open = await findOrdersWithout(em, listedIds, temporal);
  return {
    invariant: 'I6',
    rows: listedIds.size + open.rows,
    of: 'workflows and open orders',
    violations: [...violations, ...open.violations],
  };
};

async function findWorkflowsTooMany(
  em: EntityManager,
  workflowIds: string[],
  { temporal, settled = false }: CheckOptions & { temporal: WorkflowLookup },
): Promise<Violation[]> {
  const ids = workflowIds.filter((id) => id.startsWith(workflowIdOf('')));
  const rows = await em.execute<{ workflow: string; order: string | null; over: boolean | null }[]>(
    `select w.workflow, o.id as "order", o.closed_at < now() - make_interval(secs => ?) as over
     from jsonb_array_elements_text(?::jsonb) w(workflow)
     left join orders o on o.id::text = substr(w.workflow, ?)
     where o.id is null or o.closed_at is not null`,
    [settled ? 0 : graceSeconds, JSON.stringify(ids), workflowIdOf('').length + 1],
  );
  const violations: Violation[] = [];
  for (const { workflow, order, over } of rows) {
    if ((order !== null && over !== true) || !(await temporal.isRunning(workflow))) continue;
    violations.push({
      invariant: 'I6',
      subject: { workflow },
      detail: order === null ? 'runs, but there is no such order' : 'runs, but its order is closed',
    });
  }
  return violations;
}

async function findOrdersWithout(
  em: EntityManager,
  listedIds: ReadonlySet<string>,
  temporal: WorkflowLookup,
): Promise<{ rows: number; violations: Violation[] }> {
  const found: { rows: number; violations: Violation[] } = { rows: 0, violations: [] };
  for await (const ids of openOrders(em, graceSeconds)) {
    found.rows += ids.length;
    for (const id of ids) {
      if (listedIds.has(workflowIdOf(id)) || (await temporal.isRunning(workflowIdOf(id))) || !(await isOpen(em, id)))
        continue;
      found.violations.push({
        invariant: 'I6',
        subject: { order: id },
        detail: 'is open and was started, but no workflow of it runs',
      });
    }
  }
  return found;
}

async function* inBatches(all: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
