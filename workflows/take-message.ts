// The workflow's writes: a local activity while the database answers at once, else the same as a regular activity.
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Handled } from '../activities/orders.ts';
import type { Message } from '../domain/order/messages.ts';

const local = proxyLocalActivities<Activities>({
  startToCloseTimeout: '2s',
  retry: { initialInterval: '50ms', maximumAttempts: 3 },
});
const regular = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '1s', maximumInterval: '5s' },
  summary: 'database away',
});

/** Handles one message in our database. Returns when it is written; throws only for a bug (nonRetryable). */
export async function takeMessage(orderId: string, message: Message): Promise<Handled> {
  try {
    return message.name === 'prepare'
      ? await local.prepareOrder(orderId, message)
      : await local.recordMessage(orderId, message);
  } catch (error) {
    if (isCancellation(error) || isBug(error)) throw error;
    return message.name === 'prepare'
      ? regular.prepareOrder(orderId, message)
      : regular.recordMessage(orderId, message);
  }
}

/** Says whether a rule broke: then the order is parked and all others continue. */
export function isBug(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
