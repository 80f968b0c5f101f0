// How the workflow writes: a local activity while the database answers at once, the same as a regular activity when it
// does not.
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

/**
 * Takes one message in one transaction of our database. Ends when it is written; only a bug (nonRetryable) is thrown.
 */
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

/** A rule that broke: the order is parked, the others go on. */
export function isBug(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
