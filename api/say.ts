// Passing on what people decide: one update of the order's workflow, told apart by its id, answered when it is written.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, WorkflowNotFoundError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { loadOrder } from '../db/order-store.ts';
import type { Messages, Spoken } from '../domain/messages.ts';
import { refusalCodes } from '../domain/refusals.ts';
import { refuse } from '../domain/rules/index.ts';
import { viewOf } from '../domain/view.ts';
import { decided, orderStarting, workflowIdOf, type Said } from '../workflows/messages.ts';
import type { Principal } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { isProblemCode, Problem } from './problems.ts';

const deadlineMs = 9000;
/** Naturally repeatable: the same words later are a new decision, told apart by the order's version. */
const repeatable = new Set<Spoken>(['hold', 'release', 'route', 'resolve', 'retryRefund', 'reissueCode', 'setWaybill', 'voidWaybill']);

export interface Saying<N extends Spoken> { orderId: string; name: N; body: Messages[N]; idempotencyKey: string | null }

const askAgainMs = 100;
const askAgainTimes = 10;

/**
 * Says it and waits for the answer. Refusals become problems with their code; a timeout is 503 and safe to repeat.
 * A refusal that the database does not share comes from a workflow that has not heard yet what an effect has written: it is asked again, for a second at most.
 */
export async function say<N extends Spoken>(deps: ApiDeps, principal: Principal, saying: Saying<N>): Promise<unknown> {
  for (let again = 0; ; again++) {
    try {
      return await sayOnce(deps, principal, saying);
    } catch (error) {
      if (again === askAgainTimes || !(error instanceof Problem) || !isRefusalCode(error.code) || error.extra.final === true) throw error;
      const told = await refusalNow(deps, saying);
      if (told) throw told;
      await sleep(askAgainMs);
    }
  }
}

const isRefusalCode = (code: string): boolean => (refusalCodes as readonly string[]).includes(code);

/** What the database says against it: never older than what the workflow knows, so that the caller hears the reason of today. */
async function refusalNow<N extends Spoken>(deps: ApiDeps, { orderId, name, body }: Saying<N>): Promise<Problem | null> {
  const loaded = await loadOrder(deps.orm.em.fork(), orderId);
  if (!loaded) return new Problem('NOT_FOUND', 'there is no such order');
  const no = refuse(viewOf(loaded.order), { name, body } as Parameters<typeof refuse>[1]);
  return no && new Problem(no.code, no.detail);
}

async function sayOnce<N extends Spoken>(deps: ApiDeps, principal: Principal, saying: Saying<N>): Promise<unknown> {
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
  return createHash('sha256').update(JSON.stringify([principal.role, principal.scope, name, orderId, idempotencyKey ?? body, version])).digest('base64url').slice(0, 22);   // 128 bits of it: it stands in many rows and events
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
  return type && isProblemCode(type) ? new Problem(type, message, { final: error.cause.details?.[0] === decided }) : error;
}

/** The workflow has not started yet, or is over: then the database says what became of it. */
async function answerWithout<N extends Spoken>(deps: ApiDeps, saying: Saying<N>, updateId: string): Promise<unknown> {
  const loaded = await loadOrder(deps.orm.em.fork(), saying.orderId, updateId);
  if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
  if (loaded.taken) return loaded.taken.answer;
  if (loaded.order.closedAt === null) throw new Problem('ORDER_STARTING', 'the order is being prepared; send the same request again in a second', { retryAfterSeconds: 1 });
  const no = refuse(viewOf(loaded.order), { name: saying.name, body: saying.body } as Parameters<typeof refuse>[1]);
  throw no ? new Problem(no.code, no.detail) : new Error('a closed order takes no message, and this one was not refused');
}
