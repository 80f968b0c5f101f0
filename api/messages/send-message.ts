// Sending a message: one update of the order's workflow, identified by its id and answered when it is written.
import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  WithStartWorkflowOperation,
} from '@temporalio/client';
import { readOrder } from '../../db/order/read-order.ts';
import { startAgain } from '../../db/order/start-queue.ts';
import { orderVersion } from '../../db/read/orders.ts';
import type { Answers } from '../../domain/order/answers.ts';
import type { Messages, ExternalMessage } from '../../domain/order/messages.ts';
import type { OrderStart } from '../../domain/order/order.ts';
import { refusalCodes } from '../../domain/order/refusals.ts';
import { otherWords } from '../../domain/handle.ts';
import { refuse } from '../../domain/rules/index.ts';
import { viewOf } from '../../domain/order/view.ts';
import {
  decidedByTransaction,
  orderStarting,
  orderWorkflowType,
  startOf,
  taskQueue,
  workflowIdOf,
  type UpdateAnswer,
  type UpdateArgs,
} from '../../workflows/contract.ts';
import { actorOf, type Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { isProblemCode, Problem } from '../http/problems.ts';

const deadlineMs = 9000;
/**
 * Messages that are naturally repeatable: the same content later is a new decision, and the order's version becomes a
 * part of its id.
 */
const repeatableMessages = new Set<ExternalMessage>([
  'placeHold',
  'release',
  'route',
  'resolve',
  'retryRefund',
  'reissueCode',
  'setWaybill',
  'voidWaybill',
]);

export interface MessageRequest<N extends ExternalMessage> {
  orderId: string;
  name: N;
  body: Messages[N];
  idempotencyKey: string | null;
  /** The message id, if the sender has one of its own. */
  messageId?: string;
}

const retryDelayMs = 100;
const maxRetries = 10;

/** Sends a message and returns only its answer; errors as in sendUpdate. */
export async function sendMessage<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  request: MessageRequest<N>,
): Promise<Answers[N]> {
  return (await sendUpdate(deps, principal, request)).answer;
}

/**
 * Sends a message and waits for its answer. A refusal becomes a problem with its code; a timeout is 503 and safe to
 * repeat. A refusal by the validator that the database does not share is stale, because an effect wrote after the last
 * view: the message is sent again, for a second at most.
 */
export async function sendUpdate<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  request: MessageRequest<N>,
): Promise<UpdateAnswer<N>> {
  const updateId = request.messageId ?? (await messageId(deps, principal, request));
  let reopening: OrderStart | null = null;
  for (let again = 0; ; again++) {
    try {
      return await sendOnce(deps, principal, { ...request, updateId, reopening });
    } catch (error) {
      const absent = error instanceof WorkflowNotFoundError;
      if (again === maxRetries || !(absent || isRefusedByValidator(error))) throw error;
      const known = await answerFromDatabase(deps, { ...request, updateId }, absent);
      if (known) return known;
      if (absent) reopening = await startAgain(deps.orm.em.fork(), request.orderId);
      await sleep(retryDelayMs);
    }
  }
}

/** Refused by the workflow's validator, not by the transaction. */
const isRefusedByValidator = (error: unknown): boolean =>
  error instanceof Problem && (refusalCodes as readonly string[]).includes(error.code) && error.extra.final !== true;
const orderStartingProblem = (): Problem =>
  new Problem('ORDER_STARTING', 'the order is being prepared; send the same request again in a second', {
    retryAfterSeconds: 1,
  });

type IdentifiedRequest<N extends ExternalMessage> = MessageRequest<N> & { updateId: string };

/**
 * The database's answer, which is never older than the workflow's: returns the recorded answer to this message, even if
 * the worker died before its history got it; throws the current refusal; null when nothing speaks against the message.
 * Without a workflow the order has not started, or is closed, or its workflow is gone: then a new workflow takes the
 * message.
 */
async function answerFromDatabase<N extends ExternalMessage>(
  deps: ApiDeps,
  { orderId, name, body, updateId }: IdentifiedRequest<N>,
  absent: boolean,
): Promise<UpdateAnswer<N> | null> {
  const read = await readOrder(deps.orm.em.fork(), orderId, { id: updateId, name, body });
  if (!read) throw new Problem('NOT_FOUND', 'there is no such order');
  const { order, previousAnswer } = read;
  if (previousAnswer && !previousAnswer.refusal) return { answer: previousAnswer.answer };
  if (absent && !previousAnswer && order.auditedAt === null) throw orderStartingProblem();
  const refused = previousAnswer?.refusal ?? (read.keyReused ? otherWords : refuse(viewOf(order), { name, body }));
  if (refused) throw new Problem(refused.code, refused.detail);
  return null;
}

async function sendOnce<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  { orderId, name, body, updateId, reopening }: IdentifiedRequest<N> & { reopening: OrderStart | null },
): Promise<UpdateAnswer<N>> {
  const args: UpdateArgs<N> = { by: actorOf(principal), body };
  const update = { updateId, args: [args] as [UpdateArgs<N>] };
  const { workflow } = deps.client;
  try {
    return await deps.connection.withDeadline(Date.now() + deadlineMs, () =>
      reopening
        ? workflow.executeUpdateWithStart(name, {
            ...update,
            startWorkflowOperation: new WithStartWorkflowOperation(orderWorkflowType, {
              ...startOf(reopening, true),
              taskQueue: deps.taskQueue ?? taskQueue,
              workflowIdConflictPolicy: 'USE_EXISTING',
            }),
          })
        : workflow.getHandle(workflowIdOf(orderId)).executeUpdate<UpdateAnswer<N>, [UpdateArgs<N>]>(name, update),
    );
  } catch (error) {
    throw asProblem(error);
  }
}

async function messageId<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  request: MessageRequest<N>,
): Promise<string> {
  return messageIdOf(
    principal,
    request,
    repeatableMessages.has(request.name) && request.idempotencyKey === null
      ? await versionOf(deps, request.orderId)
      : '',
  );
}

/**
 * The id of a message: the same content of the same sender about the same order is the same message. Under an
 * Idempotency-Key it is "<key>.<words>", so that other words under the same key are found and refused; keys belong to
 * the API key that sends them. 128 bits of a hash, because the id is in many rows and events.
 */
export function messageIdOf<N extends ExternalMessage>(
  principal: Pick<Principal, 'role' | 'scope' | 'keyId'>,
  { orderId, name, body, idempotencyKey }: MessageRequest<N>,
  version = '',
): string {
  const { role, scope, keyId } = principal;
  if (idempotencyKey === null) return hashOf([role, scope, name, orderId, body, version]).slice(0, 22);
  return `${hashOf([role, scope, keyId, orderId, idempotencyKey]).slice(0, 22)}.${hashOf([name, body]).slice(0, 11)}`;
}

const hashOf = (words: readonly unknown[]): string => hash('sha256', JSON.stringify(words), 'base64url');

const versionOf = async (deps: ApiDeps, orderId: string): Promise<string> =>
  String((await orderVersion(deps.orm.em.fork(), orderId)) ?? '');

function asProblem(error: unknown): unknown {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new Problem('UNAVAILABLE', 'no answer yet; send the same request again');
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return error;
  const { type, message } = error.cause;
  if (type === orderStarting) return orderStartingProblem();
  return type && isProblemCode(type)
    ? new Problem(type, message, { final: error.cause.details?.[0] === decidedByTransaction })
    : error;
}
