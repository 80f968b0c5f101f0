// Passing on what people decide: one update of the order's workflow, told apart by its id, answered when it is written.
import { createHash } from 'node:crypto';
import { ApplicationFailure, WorkflowNotFoundError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { loadOrder } from '../db/order-store.ts';
import type { Messages, Spoken } from '../domain/messages.ts';
import { refuse } from '../domain/rules/index.ts';
import { viewOf } from '../domain/view.ts';
import { orderStarting, workflowIdOf, type Said } from '../workflows/messages.ts';
import type { Principal } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { isProblemCode, Problem } from './problems.ts';

const deadlineMs = 9000;
/** Naturally repeatable: the same words later are a new decision, told apart by the order's version. */
const repeatable = new Set<Spoken>(['hold', 'release', 'route', 'resolve', 'retryRefund']);

export interface Saying<N extends Spoken> { orderId: string; name: N; body: Messages[N]; idempotencyKey: string | null }

/** Says it and waits for the answer. Refusals become problems with their code; a timeout is 503 and safe to repeat. */
export async function say<N extends Spoken>(deps: ApiDeps, principal: Principal, saying: Saying<N>): Promise<unknown> {
  const updateId = await messageId(deps, principal, saying);
  const said: Said<N> = { by: `${principal.role}:${principal.scope || principal.name}`, body: saying.body };
  try {
    const handle = deps.client.workflow.getHandle(workflowIdOf(saying.orderId));
    return await deps.connection.withDeadline(Date.now() + deadlineMs, () => handle.executeUpdate(saying.name, { updateId, args: [said] }));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return answerWithout(deps, saying, updateId);
    throw asProblem(error);
  }
}

async function messageId<N extends Spoken>(deps: ApiDeps, principal: Principal, { orderId, name, body, idempotencyKey }: Saying<N>): Promise<string> {
  const version = repeatable.has(name) && idempotencyKey === null ? await versionOf(deps, orderId) : '';
  return createHash('sha256').update(JSON.stringify([principal.role, principal.scope, name, orderId, idempotencyKey ?? body, version])).digest('base64url');
}

async function versionOf(deps: ApiDeps, orderId: string): Promise<string> {
  const [row] = await deps.orm.em.fork().execute<{ version: number }[]>('select version from orders where id = ?', [orderId]);
  return String(row?.version ?? '');
}

function asProblem(error: unknown): unknown {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new Problem('UNAVAILABLE', 'no answer yet; send the same request again');
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return error;
  const { type, message } = error.cause;
  if (type === orderStarting) return new Problem('ORDER_STARTING', 'the order is being prepared; send the same request again in a second', { retryAfterSeconds: 1 });
  return type && isProblemCode(type) ? new Problem(type, message) : error;
}

/** The workflow has not started yet, or is over: then the database says what became of it. */
async function answerWithout<N extends Spoken>(deps: ApiDeps, saying: Saying<N>, updateId: string): Promise<unknown> {
  const loaded = await loadOrder(deps.orm.em.fork(), saying.orderId, updateId);
  if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
  if (loaded.taken) return loaded.taken.answer;
  if (loaded.order.closedAt === null) throw new Problem('ORDER_STARTING', 'the order is being prepared; send the same request again in a second', { retryAfterSeconds: 1 });
  const no = refuse(viewOf(loaded.order), { name: saying.name, body: saying.body } as Parameters<typeof refuse>[1]);
  throw no ? new Problem(no.code, no.detail) : new Problem('ORDER_CLOSED', `the order is ${loaded.order.status}; nothing more happens to it`);
}
