/** `signal` is aborted, and `requested` resolves, on the first stop request. */
export interface StopRequest {
  signal: AbortSignal;
  requested: Promise<void>;
}

/** npm passes on a Ctrl-C that the terminal has also sent to us: signals within this time are the same one. */
const SAME_KEYSTROKE_MS = 1_000;

/** Listens for Ctrl-C, SIGTERM and a closed terminal; the second request calls `force`. */
export function listenForStop(force: () => void): StopRequest {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      controller.abort(new Error('told to stop'));
    } else if (performance.now() - firstAt > SAME_KEYSTROKE_MS) force();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  const requested = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve());
  });
  return { signal: controller.signal, requested };
}
