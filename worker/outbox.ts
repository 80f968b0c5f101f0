// The outbox loops: workflow starts, and write-backs to channels. They are separate, so that a dead channel never
// delays starts.
import type { MikroORM } from '@mikro-orm/postgresql';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import { crashPoint } from '../crash-points.ts';
import { claimStarts, markStarted, retryStarts } from '../db/order/start-queue.ts';
import type { OrderStart } from '../domain/order/order.ts';
import {
  acknowledge,
  claimStreams,
  leaseSeconds,
  postpone,
  type ClaimedStream,
  type StreamKind,
} from '../db/channels/write-backs.ts';
import { orderWorkflowType, startOf, taskQueue } from '../workflows/contract.ts';
import { errorLine } from './error-line.ts';
import { startLoop, type Loop } from './loop.ts';
import { openStartThrottle } from './start-throttle.ts';

export interface OutboxDeps {
  orm: MikroORM;
  client: Client;
  logger: Logger;
  taskQueue?: string;
}

/**
 * Starts the workflows of new orders, at most once each and no faster than they are prepared; while Temporal is away
 * they wait.
 */
export function startWorkflowStarts(deps: OutboxDeps): Loop {
  const pace = openStartThrottle();
  return startLoop('starts', {
    logger: deps.logger,
    idleMs: 100,
    turn: async () => {
      const room = await pace.capacity(deps.orm.em.fork());
      if (room === 0) return 0;
      const due = await claimStarts(deps.orm.em.fork(), room);
      const results = await Promise.all(due.map((order) => startOrder(deps, order)));
      const started = due.filter((_, i) => results[i]).map((o) => o.id);
      pace.started(started);
      await markStarted(deps.orm.em.fork(), started);
      await retryStarts(
        deps.orm.em.fork(),
        due.filter((_, i) => !results[i]).map((o) => o.id),
      );
      return results.every(Boolean) ? due.length : 0;
    },
  });
}

async function startOrder(deps: OutboxDeps, order: OrderStart): Promise<boolean> {
  try {
    crashPoint('before', 'start of a workflow');
    await deps.client.workflow.start(orderWorkflowType, {
      ...startOf(order),
      taskQueue: deps.taskQueue ?? taskQueue,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      requestEagerStart: true,
    });
    crashPoint('after', 'start of a workflow');
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
    deps.logger.warn({ orderId: order.id, err: errorLine(error) }, 'not started yet');
    return false;
  }
}

/** Streams of one channel that are sent at the same time; a slower channel delays only itself. */
const ordersPerChannel = 8;
const claimAtOnce = 20;
/**
 * The limit of one delivery; after `sendingSeconds` no further one begins, so that the lease outlasts the last
 * delivery.
 */
const deliverySeconds = 5;
const sendingSeconds = leaseSeconds - 2 * deliverySeconds;

/**
 * Sends write-backs, signed and in order per stream; a stream stops at its first failure and is tried again later. A
 * channel that does not answer delays no other.
 */
export function startWriteBacks(deps: Omit<OutboxDeps, 'client'>, kind: StreamKind): Loop {
  const sending = new Map<ClaimedStream, Promise<void>>();
  const stopping = new AbortController();
  const begin = (stream: ClaimedStream): void => {
    const done = sendStream(deps, stream, stopping.signal).catch((error: unknown) => {
      deps.logger.warn(
        { stream: stream.id, err: errorLine(error) },
        'not written down; sent again when its lease is over',
      );
    });
    sending.set(
      stream,
      done.finally(() => {
        sending.delete(stream);
      }),
    );
  };
  const loop = startLoop(kind.entry, {
    logger: deps.logger,
    idleMs: 100,
    turn: async () => {
      const streams = await claimStreams(deps.orm.em.fork(), kind, {
        limit: claimAtOnce,
        except: busyChannels([...sending.keys()]),
      });
      for (const stream of streams) begin(stream);
      return streams.length;
    },
  });
  return {
    stop: async () => {
      stopping.abort();
      await loop.stop();
      await Promise.all(sending.values());
    },
  };
}

function busyChannels(sending: ClaimedStream[]): string[] {
  const channels = sending.map((s) => s.channelId);
  return [...new Set(channels)].filter((id) => channels.filter((other) => other === id).length >= ordersPerChannel);
}

/** Sends the entries of a stream; a process that stops leaves those after the present one to others. */
async function sendStream(
  { orm }: Omit<OutboxDeps, 'client'>,
  stream: ClaimedStream,
  stopping: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  let sent = 0;
  let failure: string | null = null;
  const until = begun + sendingSeconds * 1000;
  for (const entry of stream.entries) {
    if (stopping.aborted || performance.now() > until) break;
    failure = await send(stream, { ...entry, at: new Date(stream.claimedAt + performance.now() - begun) }).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
    if (failure !== null) break;
    sent = entry.seq;
  }
  if (failure !== null) await postpone(orm.em.fork(), stream, { sent, error: failure });
  else await acknowledge(orm.em.fork(), stream, sent);
}

async function send(
  { id: of, epoch, webhookUrl, webhookSecret }: ClaimedStream,
  entry: ClaimedStream['entries'][number] & { at: Date },
): Promise<void> {
  if (webhookUrl === null) return;
  // after a restore the same number is another event, which no receiver may take for the earlier one
  const id = epoch === 0 ? `${of}-${entry.seq}` : `${of}-${entry.seq}-${epoch}`;
  const body = JSON.stringify({ type: entry.event, sequence: entry.seq, data: entry.body });
  const signature =
    webhookSecret === null ? {} : { 'webhook-signature': new Webhook(webhookSecret).sign(id, entry.at, body) };
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(entry.at.getTime() / 1000)),
    ...signature,
  };
  crashPoint('before', 'write-back');
  const response = await fetch(webhookUrl, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(deliverySeconds * 1000),
    redirect: 'error',
  });
  await response.arrayBuffer();
  crashPoint('after', 'write-back');
  if (!response.ok) throw new Error(`the channel answered ${response.status}`);
}
