// Which errors pass by themselves and which are bugs. Source: architecture.md §5.
import { ApplicationFailure } from '@temporalio/activity';
import { Overtaken } from '../db/order/write-order.ts';
import { isTransient } from '../db/connection/transient-errors.ts';

/**
 * Runs it; what passes is thrown as a plain error (Temporal retries), anything else as BUG (never retried: the order is
 * parked).
 */
export async function classifyErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    if (isTransient(error) || error instanceof TryAgain || error instanceof Overtaken)
      throw new Error(`not yet: ${(error as Error).message.split('\n')[0] ?? ''}`);
    throw ApplicationFailure.nonRetryable(
      error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : 'unknown error',
      'BUG',
    );
  }
}

/** The outside did not answer, or answered that it cannot now: tried again. */
export class TryAgain extends Error {}
