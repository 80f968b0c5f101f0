import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { errorLine } from './error-line.ts';

export interface Loop {
  stop: () => Promise<void>;
}

/**
 * Runs `turn` in a loop: at once while it finds work, else after `idleMs`; an error is logged and delays a second.
 * Stops between turns.
 */
export function startLoop(
  name: string,
  { turn, idleMs, logger }: { turn: () => Promise<number>; idleMs: number; logger: Logger },
): Loop {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const done = await turn().catch((error: unknown) => {
        logger.warn({ loop: name, err: errorLine(error) }, 'turn failed');
        return -1;
      });
      if (done <= 0)
        await sleep(done < 0 ? 1000 : idleMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
