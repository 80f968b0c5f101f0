import { setTimeout as sleep } from 'node:timers/promises';

/** A running part; `exited` describes its end. */
export interface RunningPart {
  exited: Promise<string>;
  stop: () => Promise<void>;
}

/** `start` returns when the part is ready; if it throws, or on the signal, it leaves nothing running. */
export interface Part {
  name: string;
  logFile: string;
  start: (signal: AbortSignal) => Promise<RunningPart>;
}

/** A part that is restarted whenever it dies, until it is stopped. */
export interface KeptPart {
  stop: () => Promise<void>;
}

const LONGEST_DELAY_SECONDS = 30;
const STABLE_AFTER_SECONDS = 60;

/** Starts a part and keeps it running; throws when the first start fails. */
export async function keepRunning(part: Part, signal: AbortSignal, say: (line: string) => void): Promise<KeptPart> {
  const stopping = new AbortController();
  let running: RunningPart | undefined = await part.start(signal);
  const keeping = (async (): Promise<void> => {
    for (let delaySeconds = 1; running !== undefined;) {
      const begun = performance.now();
      const how = await running.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - begun > STABLE_AFTER_SECONDS * 1_000) delaySeconds = 1;
      say(`${part.name} died (${how}); starting it again in ${delaySeconds} s, its log is ${part.logFile}`);
      running = await startAgain(part, { delaySeconds, signal: stopping.signal, say });
      delaySeconds = longer(delaySeconds);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await running?.stop();
      await keeping;
    },
  };
}

interface Again {
  delaySeconds: number;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** Tries until the part runs again; returns undefined when stopped before that. */
async function startAgain(part: Part, { delaySeconds, signal, say }: Again): Promise<RunningPart | undefined> {
  for (let delay = delaySeconds; ; delay = longer(delay)) {
    try {
      await sleep(delay * 1_000, undefined, { signal });
      const running = await part.start(signal);
      say(`${part.name} runs again`);
      return running;
    } catch (error) {
      if (signal.aborted) return undefined;
      say(`${part.name} does not start, next try in ${longer(delay)} s: ${(error as Error).message}`);
    }
  }
}

function longer(delaySeconds: number): number {
  return Math.min(delaySeconds * 2, LONGEST_DELAY_SECONDS);
}
