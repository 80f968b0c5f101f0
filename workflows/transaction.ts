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
import type { Taken } from '../activities/orders.ts';
import type { Message } from '../domain/messages.ts';

const quick = proxyLocalActivities<Activities>({
  startToCloseTimeout: '2s',
  retry: { initialInterval: '50ms', maximumAttempts: 3 },
});
const patient = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '1s', maximumInterval: '5s' },
  summary: 'database away',
});

/**
 * Takes one message in one transaction of our database. Ends when it is written; only a bug (nonRetryable) is thrown.
 */
export async function write(orderId: string, message: Message): Promise<Taken> {
  try {
    return message.name === 'prepare'
      ? await quick.prepareOrder(orderId, message)
      : await quick.recordMessage(orderId, message);
  } catch (error) {
    if (isCancellation(error) || isBug(error)) throw error;
    return message.name === 'prepare'
      ? patient.prepareOrder(orderId, message)
      : patient.recordMessage(orderId, message);
  }
}

/** A rule that broke: the order is parked, the others go on. */
export function isBug(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
