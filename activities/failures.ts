// The classification of errors: transient ones are retried, all others are bugs.
import { ApplicationFailure } from '@temporalio/activity';
import type { OrderDeps } from '../db/order/handle-message.ts';
import { mayBeSkew, schemaDiffers } from '../db/schema/version.ts';
import { Overtaken } from '../db/order/write-order.ts';
import { isTransient } from '../db/connection/transient-errors.ts';

/**
 * Runs a function; a transient error is rethrown as a plain error (Temporal retries), any other as BUG (never retried:
 * the order is parked). A missing column, table or function is transient while code and schema are of two releases.
 */
export async function classifyErrors<T>({ orm }: Pick<OrderDeps, 'orm'>, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const isSkew = mayBeSkew(error) && (await schemaDiffers(orm.em.fork()));
    if (isSkew || isTransient(error) || error instanceof TryAgain || error instanceof Overtaken)
      throw new Error(`not yet: ${(error as Error).message.split('\n')[0] ?? ''}`);
    throw ApplicationFailure.nonRetryable(
      error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : 'unknown error',
      'BUG',
    );
  }
}

/** The outside system did not answer, or answered that it cannot now: the call is retried. */
export class TryAgain extends Error {}
