// One named timer per wait with an end. A wait that stays keeps its timer, so that a message without effect on it costs
// nothing.
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Message } from '../domain/order/messages.ts';
import { msUntil } from './clock.ts';
import type { Wait } from '../domain/order/wait.ts';
import { idInRun } from './run.ts';

/**
 * Follows the waits: starts timers for new ones and cancels those of ended ones; a timer that fires posts its message.
 */
export function openTimers(post: (message: Message) => void): (waits: Wait[]) => void {
  const running = new Map<string, CancellationScope>();
  let fired = 0;
  const start = (key: string, wait: Wait & { dueAt: number }): void => {
    const scope = new CancellationScope();
    running.set(key, scope);
    scope
      .run(() =>
        sleep(msUntil(wait.dueAt), {
          summary: `${wait.kind} ${wait.subjectId} at ${new Date(wait.dueAt).toISOString()}`,
        }),
      )
      .then(
        () => {
          running.delete(key);
          fired += 1;
          post({
            id: idInRun(`deadline-${fired}-${wait.kind}-${wait.subjectId}`),
            by: 'clock',
            name: 'deadlinePassed',
            body: { kind: wait.kind, subjectId: wait.subjectId },
          });
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  };
  return (waits) => {
    const timed = new Map(waits.filter(hasEnd).map((w) => [`${w.kind}/${w.subjectId}/${w.dueAt}`, w]));
    for (const [key, scope] of running) {
      if (timed.has(key)) continue;
      running.delete(key);
      scope.cancel();
    }
    for (const [key, wait] of timed) if (!running.has(key)) start(key, wait);
  };
}

const hasEnd = (wait: Wait): wait is Wait & { dueAt: number } => wait.dueAt !== null;
