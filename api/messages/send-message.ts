// Passing on what people decide: one update of the order's workflow, told apart by its id, answered when it is written.
import { createHash } from 'node:crypto';
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
import type { Answers } from '../../domain/order/answers.ts';
import type { Messages, ExternalMessage } from '../../domain/order/messages.ts';
import type { OrderStart } from '../../domain/order/order.ts';
import { refusalCodes } from '../../domain/order/refusals.ts';
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
import type { Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { isProblemCode, Problem } from '../http/problems.ts';

const deadlineMs = 9000;
/** Naturally repeatable: the same words later are a new decision, told apart by the order's version. */
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
  /** The id of the message, where its sender gives it one of its own. */
  messageId?: string;
}

/** Who speaks, as histories and timelines name it. */
export const speakerOf = ({ role, scope, name }: Principal): string => `${role}:${scope || name}`;

const askAgainMs = 100;
const askAgainTimes = 10;

/** Sends a message and gives its answer; errors as sendUpdate. */
export async function sendMessage<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  request: MessageRequest<N>,
): Promise<Answers[N]> {
  return (await sendUpdate(deps, principal, request)).answer;
}

/**
 * Says it and waits for the answer. Refusals become problems with their code; a timeout is 503 and safe to repeat. A
 * refusal that the database does not share comes from a workflow that has not heard yet what an effect has written: it
 * is asked again, for a second at most.
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
      if (again === askAgainTimes || !(absent || isRefusedAtOnce(error))) throw error;
      const known = await recorded(deps, { ...request, updateId }, absent);
      if (known) return known;
      if (absent) reopening = await startAgain(deps.orm.em.fork(), request.orderId);
      await sleep(askAgainMs);
    }
  }
}

/** Refused by what the workflow knew, not by the transaction. */
const isRefusedAtOnce = (error: unknown): boolean =>
  error instanceof Problem && (refusalCodes as readonly string[]).includes(error.code) && error.extra.final !== true;
const starting = (): Problem =>
  new Problem('ORDER_STARTING', 'the order is being prepared; send the same request again in a second', {
    retryAfterSeconds: 1,
  });

type IdentifiedRequest<N extends ExternalMessage> = MessageRequest<N> & { updateId: string };

/**
 * What the database says, which never knows less than the workflow: the answer that was given to this very message,
 * also by a worker that died before its history heard of it; else throws the reason against it as of now; null when
 * nothing is against it. Without a workflow the order has not begun, or is over: then it is opened again, with a
 * workflow of its own.
 */
async function recorded<N extends ExternalMessage>(
  deps: ApiDeps,
  { orderId, name, body, updateId }: IdentifiedRequest<N>,
  absent: boolean,
): Promise<UpdateAnswer<N> | null> {
  const read = await readOrder(deps.orm.em.fork(), orderId, { id: updateId, name, body });
  if (!read) throw new Problem('NOT_FOUND', 'there is no such order');
  const { order, previousAnswer } = read;
  if (previousAnswer && !previousAnswer.refusal) return { answer: previousAnswer.answer };
  if (absent && !previousAnswer && order.closedAt === null) throw starting();
  const no = previousAnswer?.refusal ?? refuse(viewOf(order), { name, body });
  if (no) throw new Problem(no.code, no.detail);
  return null;
}

async function sendOnce<N extends ExternalMessage>(
  deps: ApiDeps,
  principal: Principal,
  { orderId, name, body, updateId, reopening }: IdentifiedRequest<N> & { reopening: OrderStart | null },
): Promise<UpdateAnswer<N>> {
  const said: UpdateArgs<N> = { by: speakerOf(principal), body };
  const update = { updateId, args: [said] as [UpdateArgs<N>] };
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
 * The same words of the same speaker about the same order are the same message: 128 bits of a hash, because it stands
 * in many rows and events.
 */
export function messageIdOf<N extends ExternalMessage>(
  principal: Principal,
  { orderId, name, body, idempotencyKey }: MessageRequest<N>,
  version = '',
): string {
  return createHash('sha256')
    .update(JSON.stringify([principal.role, principal.scope, name, orderId, idempotencyKey ?? body, version]))
    .digest('base64url')
    .slice(0, 22);
}

async function versionOf(deps: ApiDeps, orderId: string): Promise<string> {
  const [row] = await deps.orm.em
    .fork()
    .execute<{ version: number }[]>('select version from orders where id = ?', [orderId]);
  return String(row?.version ?? '');
}

function asProblem(error: unknown): unknown {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new Problem('UNAVAILABLE', 'no answer yet; send the same request again');
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return error;
  const { type, message } = error.cause;
  if (type === orderStarting) return starting();
  return type && isProblemCode(type)
    ? new Problem(type, message, { final: error.cause.details?.[0] === decidedByTransaction })
    : error;
}
