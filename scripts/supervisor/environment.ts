import type { Settings } from './settings.ts';

/** The complete environment of a child process, so that none uses a default that differs from ours. */
export function childEnvironment(settings: Settings, found: Record<string, string>): NodeJS.ProcessEnv {
  const { PORT, SANDBOX_PORT, WORKER_METRICS_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT, DATA_DIR, TEMPORAL_NAMESPACE } =
    settings;
  const sandboxUrl = settings.SANDBOX_URL ?? `http://127.0.0.1:${SANDBOX_PORT}`;
  const embeddedTemporal = {
    TEMPORAL_ADDRESS: `127.0.0.1:${TEMPORAL_PORT}`,
    TEMPORAL_UI_URL: `http://127.0.0.1:${TEMPORAL_UI_PORT}`,
  };
  return {
    API_URL: `http://127.0.0.1:${PORT}`,
    CARRIER_URL: sandboxUrl,
    PAYMENT_URL: sandboxUrl,
    SANDBOX_URL: sandboxUrl,
    ...process.env,
    ...(settings.TEMPORAL_ADDRESS === undefined && embeddedTemporal),
    PORT: String(PORT),
    SANDBOX_PORT: String(SANDBOX_PORT),
    WORKER_METRICS_PORT: String(WORKER_METRICS_PORT),
    DATA_DIR,
    TEMPORAL_NAMESPACE,
    ...found,
  };
}
