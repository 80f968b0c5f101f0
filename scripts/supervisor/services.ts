// The parts of a demo: the two servers, and our three Node processes.
import { fileURLToPath } from 'node:url';
import { daemonReady, startDaemon } from '../provisioning/daemon.ts';
import { startEmbeddedPostgres } from '../provisioning/embedded-postgres.ts';
import { writePidFile } from '../provisioning/processes.ts';
import { startDevServer } from '../provisioning/temporal-server.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Part, RunningPart } from './kept-part.ts';
import type { Settings } from './settings.ts';

export const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const DATABASE_NAME = 'baton';

/** The embedded PostgreSQL; `onUrl` gets the URL of its database. It keeps its port over a restart. */
export function postgresPart(data: DataDirectory, onUrl: (url: string) => void): Part {
  let port: number | undefined;
  return {
    name: 'PostgreSQL',
    logFile: `${data.postgres}.log`,
    start: async () => {
      const postgres = await startEmbeddedPostgres({
        dataDir: data.postgres,
        takeOver: true,
        ...(port !== undefined && { port }),
      });
      port = postgres.port;
      writePidFile(data.pidFile('postgres'), postgres.identity.pid);
      onUrl(postgres.url(DATABASE_NAME));
      return postgres;
    },
  };
}

/** Temporal's dev server, with its histories in the data directory. */
export function temporalPart(data: DataDirectory, settings: Settings): Part {
  const logFile = data.logFile('temporal');
  return {
    name: 'Temporal',
    logFile,
    start: (signal) =>
      startDevServer({
        port: settings.TEMPORAL_PORT,
        uiPort: settings.TEMPORAL_UI_PORT,
        dbFile: data.file('temporal.db'),
        logFile,
        pidFile: data.pidFile('temporal'),
        signal,
      }),
  };
}

export interface Service {
  name: string;
  entry: string;
  readyUrl: string;
  graceSeconds: number;
}

/** Our own processes in the order of their start; they stop in the opposite order. */
export function services(settings: Settings): Service[] {
  const local = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;
  return [
    {
      name: 'sandbox',
      entry: 'sandbox/main.ts',
      readyUrl: local(settings.SANDBOX_PORT, '/healthz'),
      graceSeconds: 10,
    },
    {
      name: 'worker',
      entry: 'worker/main.ts',
      readyUrl: local(settings.WORKER_METRICS_PORT, '/healthz'),
      graceSeconds: 40,
    },
    { name: 'api', entry: 'api/main.ts', readyUrl: local(settings.PORT, '/readyz'), graceSeconds: 15 },
  ];
}

/** One of our processes as a part; its environment is read at every start. */
export function servicePart(service: Service, data: DataDirectory, environment: () => NodeJS.ProcessEnv): Part {
  const { name, entry, readyUrl, graceSeconds } = service;
  const logFile = data.logFile(name);
  const start = async (signal: AbortSignal): Promise<RunningPart> => {
    const daemon = await startDaemon({
      file: process.execPath,
      args: [entry],
      cwd: REPOSITORY_ROOT,
      env: environment(),
      logFile,
      pidFile: data.pidFile(name),
    });
    try {
      await daemonReady(daemon, () => answersOk(readyUrl), { signal });
    } catch (error) {
      await daemon.stop({ graceSeconds });
      throw new Error(`${entry} did not start: ${(error as Error).message}`);
    }
    return { exited: daemon.exited, stop: () => daemon.stop({ graceSeconds }) };
  };
  return { name, logFile, start };
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
