// The API process: it answers until it is stopped, then finishes open requests.
import { loadConfig } from '../config.ts';
import { serveApi } from './serve.ts';

const config = loadConfig();
const api = await serveApi(config).catch((error: unknown) => {
  process.stderr.write(
    `the api does not start on ${config.HOST}:${config.PORT}: ` +
      `${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 15_000 + config.DRAIN_SECONDS * 1000).unref();
    void api.stop().then(() => process.exit(0));
  });
