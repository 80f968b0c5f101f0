/** Notes which keys are used, outside of requests. */
export interface KeyUse {
  used: (keyId: string) => void;
  /** Writes what has not been written yet. */
  flush: () => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * Collects the keys that are used and writes them once a period; what cannot be written is written with the next.
 */
export function noteKeyUse(write: (keyIds: string[]) => Promise<void>, periodMs = 60_000): KeyUse {
  const seen = new Set<string>();
  const flush = async (): Promise<void> => {
    const ids = [...seen];
    seen.clear();
    if (ids.length > 0)
      await write(ids).catch(() => {
        for (const id of ids) seen.add(id);
      });
  };
  const timer = setInterval(() => void flush(), periodMs);
  timer.unref();
  return {
    used: (keyId) => {
      seen.add(keyId);
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
